"""A provider reached over HTTP: one signed JSON order per message.

Request: ``POST {"phone", "text", "reference"}`` with the headers ``X-Sms-Key``, ``X-Sms-Timestamp`` (Unix seconds) and
``X-Sms-Signature``. Answer: ``200 {"receipt": "…"}``, or an error status with ``{"error": "…"}``.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from http import HTTPStatus

from accounts.sms.gateway import GatewayError, SmsOrder
from accounts.sms.signing import sign

FINAL_STATUSES = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY}
"""Our mistake (bad number, wrong key): the same order fails for ever. All else may pass: full quota, broken server."""

LONGEST_ANSWER = 64 * 1024


class HttpSmsGateway:
    """Send orders to *url*, signed with *secret* under the name *key*. *timeout* is in seconds."""

    def __init__(self, *, url: str, key: str, secret: str, timeout: float = 5) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("the address of the SMS gateway must be http or https")
        self._url, self._key, self._secret, self._timeout = url, key, secret, timeout

    def send(self, order: SmsOrder) -> str:
        """Hand *order* over and return the receipt; every failure is a ``GatewayError``."""
        try:
            with urllib.request.urlopen(self._request(order), timeout=self._timeout) as response:  # noqa: S310
                answer = json.loads(response.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                reason = f"HTTP {error.code}: {error.read(200).decode(errors='replace')}"
            raise GatewayError(reason, worth_retrying=error.code not in FINAL_STATUSES) from error
        except (OSError, http.client.HTTPException) as error:
            raise GatewayError(f"unreachable: {error}", worth_retrying=True) from error
        except ValueError as error:
            raise GatewayError("the answer is no JSON", worth_retrying=True) from error
        return self._receipt(answer)

    def _request(self, order: SmsOrder) -> urllib.request.Request:
        body = json.dumps({"phone": order.phone, "text": order.text, "reference": order.reference}).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Sms-Key": self._key,
            "X-Sms-Timestamp": timestamp,
            "X-Sms-Signature": sign(self._secret, timestamp=timestamp, body=body),
        }
        return urllib.request.Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310

    @staticmethod
    def _receipt(answer: object) -> str:
        receipt = answer.get("receipt") if isinstance(answer, dict) else None
        if not isinstance(receipt, str) or not receipt:
            raise GatewayError("the answer carries no receipt", worth_retrying=True)
        return receipt[:80]
