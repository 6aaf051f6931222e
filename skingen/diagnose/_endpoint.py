"""A model behind an OpenAI-compatible server: vLLM, a hosted service, a gateway."""

from __future__ import annotations

import base64
import http.client
import json
import os
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from skingen.data import Pixels, png
from skingen.diagnose._answer import Said
from skingen.diagnose._errors import DiagnosisError
from skingen.diagnose._settings import Asking

KEY = "OPENAI_API_KEY"
"""Environment variable of the server's key; it is written nowhere."""


class Endpoint:
    """A server that is asked one picture at a time."""

    def __init__(self, asking: Asking) -> None:
        """`DiagnosisError` if the address is none."""
        if asking.endpoint is None or urlsplit(asking.endpoint).scheme not in ("http", "https"):
            raise DiagnosisError(f"{asking.endpoint} is no address of a server; write http://localhost:8000/v1.")
        self._asking, self._address = asking, f"{asking.endpoint.rstrip('/')}/chat/completions"
        self.name = asking.model

    def say(self, pixels: Pixels, prompt: str) -> Said:
        """What the model says to a picture `(height, width, 3)`. `DiagnosisError` if the server gives no answer."""
        picture = base64.b64encode(png(pixels)).decode()
        asking = self._asking
        body = {
            "model": asking.model,
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
                        {"type": "text", "text": prompt},
                    ],
                }
            ],
            "temperature": asking.temperature,
            "seed": asking.seed,
            "max_tokens": asking.max_tokens,
            "logprobs": True,
        }
        answer = self._post(body)
        try:
            choice = answer["choices"][0]
            text = choice["message"]["content"] or ""
            pieces = (choice.get("logprobs") or {}).get("content")
            tokens = None if pieces is None else tuple((piece["token"], float(piece["logprob"])) for piece in pieces)
            return Said(text, tokens, answer.get("system_fingerprint"))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise DiagnosisError(f"{self._address} does not answer as an OpenAI-compatible server does.") from error

    def _post(self, body: dict[str, Any]) -> Any:
        key = os.environ.get(KEY)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        request = Request(self._address, json.dumps(body).encode(), headers)  # noqa: S310 (scheme checked)
        try:
            with urlopen(request, timeout=self._asking.timeout) as response:  # noqa: S310
                return json.load(response)
        except HTTPError as error:
            with error:
                reason = " ".join(error.read(300).decode(errors="replace").split())
            raise DiagnosisError(f"{self._address} refused with status {error.code}: {reason}") from error
        except (URLError, OSError, http.client.HTTPException) as error:
            raise DiagnosisError(f"{self._address} gives no answer: {error}.") from error
        except ValueError as error:
            raise DiagnosisError(f"{self._address} does not answer with JSON.") from error
