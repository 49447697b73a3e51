"""Says in plain words why a page could not be had."""

from __future__ import annotations

import ssl

import httpcore2
import httpx2

_EXPIRED, _OTHER_HOST = 10, {62, 64}  # X509_V_ERR_CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH


class WebError(Exception):
    """The web said no, or we did. The message is one sentence that a person understands.

    lasting: trying again without a change by a human cannot help.
    """

    def __init__(self, sentence: str, *, lasting: bool) -> None:
        super().__init__(sentence)
        self.lasting = lasting


# What the library may raise for a reason outside of us.
WIRE_ERRORS = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpx2.DecodingError,
)


def worded(error: Exception, *, host: str, port: int, seconds: float) -> WebError:
    """Return the library's error in words for people."""
    if isinstance(error, httpcore2.TimeoutException):
        return WebError(f"{host} did not answer within {seconds:g} seconds.", lasting=False)
    if isinstance(error, httpcore2.ConnectError):
        # The library's pool drops the cause; what the system said is still its argument (httpcore2 2.16.2).
        return WebError(_unconnected(error.args[0], host=host, port=port), lasting=False)
    if isinstance(error, httpx2.DecodingError):
        return WebError(f"{host} sent an answer that cannot be unpacked.", lasting=False)
    if isinstance(error, httpcore2.ProtocolError):
        return WebError(f"What answered at {host}, port {port}, does not speak proper HTTP.", lasting=False)
    return WebError(f"{host} broke off in the middle of its answer.", lasting=False)


def _unconnected(cause: object, *, host: str, port: int) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        if cause.verify_code == _EXPIRED:
            return f"The TLS certificate of {host} has expired."
        if cause.verify_code in _OTHER_HOST:
            return f"The TLS certificate that {host} shows is made out to another name."
        return f"The TLS certificate of {host} is not vouched for by anybody we trust."
    if isinstance(cause, ssl.SSLError):
        return f"{host}, port {port}, does not speak TLS as we do."
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} refused the connection on port {port}."
    return f"{host} cannot be reached on port {port}."
