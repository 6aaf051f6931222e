"""Generated pictures: from a prompt, into a photo under a mask, and after a similar real case."""

from skingen._door import lazily
from skingen.generate._errors import GenerationError
from skingen.generate._request import Request, load_requests
from skingen.generate._settings import Generation, Nudity, Sampler, Shard

__all__ = [
    "Generated",
    "Generation",
    "GenerationError",
    "Nudity",
    "Record",
    "Request",
    "Sampler",
    "Shard",
    "SimilarCase",
    "generate",
    "load_requests",
    "read_record",
    "similar_cases",
]

__getattr__ = lazily(
    __name__,
    {
        "Generated": "_generate",
        "Record": "_record",
        "SimilarCase": "_similar",
        "generate": "_generate",
        "read_record": "_record",
        "similar_cases": "_similar",
    },
)
