"""Bring freshly made refs/*.json into the layout kept here; the numbers are untouched.

One-space indent, and in sim_a_n32.json the ordinal-model keys last. wine.json and measures.json stay as R writes them.
"""

import glob
import json

LAST = ("clmm", "clmm_slope", "clmm_single", "clmm_single_agq7", "clmm_probit", "clm", "holm_clmm")
for path in sorted(glob.glob("refs/*.json")):
    if path.endswith(("wine.json", "measures.json")):
        continue
    with open(path) as f:
        ref = json.load(f)
    for key in LAST:
        if path.endswith("sim_a_n32.json") and key in ref:
            ref[key] = ref.pop(key)
    with open(path, "w") as f:
        json.dump(ref, f, indent=1)
