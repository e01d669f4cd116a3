# flowlab with native TensorFlow. What was run of it, and what was not, is told in README.md, "Without installing".
#
#   docker build --tag flowlab .
#   docker run --rm --volume "$PWD:/work" flowlab run quickstart
FROM node:22-bookworm-slim
# pip and a compiler set up native TensorFlow; without them the lab uses WebAssembly.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates g++ make python3-pip
WORKDIR /opt/flowlab
COPY . .
RUN npm ci
RUN npm run build
RUN node dist/cli/main.js setup
RUN npm link
WORKDIR /work
ENTRYPOINT ["flowlab"]
