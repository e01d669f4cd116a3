"""What the peers share: orders on standard input, one JSON answer each; see ../protocol.ts."""
import json
import sys
import time

import numpy as np

SAMPLE_SECONDS = 0.15
ONCE = ("trace", "flow")


def serve(build, arrays, warm_up):
    """Answers orders until the input ends. `build(case)` gives one unit of work as a function."""
    state = {"unit": None, "reps": 1}

    def seconds(times):
        start = time.perf_counter()
        for _ in range(times):
            state["unit"]()
        return (time.perf_counter() - start) / times

    def answer(order):
        if order["order"] == "load":
            arrays.update(np.load(order["file"]))
        if order["order"] == "prepare":
            state["unit"] = build(order["case"])
            once = order["case"]["kind"] in ONCE
            seconds(1 if once else warm_up)
            blocks = 1 if once else -(-int(SAMPLE_SECONDS / max(1e-6, seconds(16))) // 16)
            state["reps"] = 1 if once else 16 * max(1, blocks)
        return {"seconds": seconds(state["reps"])} if order["order"] == "sample" else {}

    for line in sys.stdin:
        try:
            out = answer(json.loads(line))
        except Exception as error:  # a case that the peer cannot do is an answer too
            out = {"note": str(error).split("\n")[0]}
        print(json.dumps(out), flush=True)
