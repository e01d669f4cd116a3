"""What the peers share: orders on standard input, one JSON answer each; see ../protocol.ts."""
import json
import sys
import time

import numpy as np

SAMPLE_SECONDS = 0.15
WARM_UP = 0.5
PIECES = ("step", "hvp", "products")
PRODUCTS = 32
# SGD to a target loss, as in ../jobs.ts; the loss is looked at once an epoch.
TARGET = {"batch": 32, "rate": 0.05, "loss": 0.05, "steps": 20_000}


def arrays_of(arrays, prefix, network):
    """The weights (w) or the direction (v) of a network, in the lab's layout."""
    key = f"{prefix}{network['kind']}{'-'.join(map(str, network['widths']))}_"
    count = sum(name.startswith(key) for name in arrays)
    return [arrays[f"{key}{i}"] for i in range(count)]


def bracket(stable, guess, width):
    """The lab's bisection for the largest stable rate, as in src/probes/threshold.ts."""
    low, high, eta = 0.0, float("inf"), guess
    while low == 0 or high / low > 1 + width:
        if stable(eta):
            low = eta
        else:
            high = eta
        eta = high / 2 if low == 0 else low * 2 if high == float("inf") else (low * high) ** 0.5
    return (low * high) ** 0.5


def mean_to(draw, relative_error, most=2000):
    """The lab's stopping rule of Hutchinson's estimator, as in src/probes/trace/sequential.ts; `draw(k)` gives k forms."""
    samples = []
    while len(samples) < most:
        samples += draw(16 if samples else 32)
        mean = float(np.mean(samples))
        if np.std(samples, ddof=1) / len(samples) ** 0.5 <= relative_error * abs(mean):
            break
    return mean


def serve(build, check, arrays):
    """Answers orders until the input ends.

    `build(case)` gives a function that works and returns (units of work, what it found or None);
    `check(case)` gives what all contestants must agree on.
    """
    state = {"unit": None, "reps": 1}

    def measure(times, within=float("inf")):
        start, cpu, done = time.perf_counter(), time.process_time(), 0
        while done < times and time.perf_counter() - start < within:
            count, value = state["unit"]()
            done += count
        wall = time.perf_counter() - start
        return {"seconds": wall / done, "cores": (time.process_time() - cpu) / wall}, value

    def answer(order):
        if order["order"] == "load":
            arrays.update(np.load(order["file"]))
        if order["order"] == "check":
            return {"check": check(order["case"])}
        if order["order"] == "prepare":
            state["unit"] = build(order["case"])
            once = order["case"]["kind"] not in PIECES
            _, value = measure(1)
            if not once:
                measure(640, WARM_UP)
                each = measure(16, WARM_UP)[0]["seconds"]
            state["reps"] = 1 if once else max(1, round(SAMPLE_SECONDS / max(1e-6, each)))
            return {} if value is None else {"value": value}
        return measure(state["reps"])[0] if order["order"] == "sample" else {}

    for line in sys.stdin:
        try:
            out = answer(json.loads(line))
        except Exception as error:  # a case that the peer cannot do is an answer too
            out = {"note": str(error).split("\n")[0]}
        print(json.dumps(out), flush=True)
