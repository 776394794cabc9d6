"""The HTTP gateway against a real server, in fair weather and in foul."""

import json
import socket
import urllib.error
import urllib.parse
import urllib.request

import pytest

from accounts.sms.gateway import GatewayError, SmsOrder, sms_gateway

ORDER = SmsOrder(phone="+8613800001234", text="【知行学堂】验证码 123456", reference="zhixing-1")


def fetch(url, data=None):
    with urllib.request.urlopen(url, data=data, timeout=2) as response:
        return response.read().decode()


def test_an_order_arrives_and_is_shown(sms_server):
    receipt = sms_gateway().send(ORDER)

    shown = json.loads(fetch(f"{sms_server.url}/messages.json?phone=%2B8613800001234"))["messages"]
    assert [(message["text"], message["receipt"]) for message in shown] == [(ORDER.text, receipt)]
    assert "【知行学堂】验证码 123456" in fetch(f"{sms_server.url}/")


def test_the_same_reference_is_taken_once(sms_server):
    receipts = {sms_gateway().send(ORDER) for _try in range(3)}

    assert len(receipts) == 1
    assert len(sms_server.mailbox.messages) == 1


def test_texts_are_escaped_on_the_page(sms_server):
    sms_gateway().send(SmsOrder(phone="+8613800001234", text="<script>alert(1)</script>", reference="x"))

    assert "<script>" not in fetch(f"{sms_server.url}/")


@pytest.mark.parametrize(("mode", "worth_retrying"), [("500", True), ("slow", True), ("quota", True), ("signature", False)])
def test_every_fault_has_a_name_and_a_verdict(sms_server, mode, worth_retrying):
    sms_server.mailbox.slowness = 1
    fetch(f"{sms_server.url}/mode", data=urllib.parse.urlencode({"mode": mode}).encode())

    with pytest.raises(GatewayError) as caught:
        sms_gateway().send(ORDER)

    assert caught.value.worth_retrying is worth_retrying


def test_a_wrong_secret_is_refused_for_good(sms_server, settings):
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "secret": "other"}

    with pytest.raises(GatewayError) as caught:
        sms_gateway().send(ORDER)

    assert "wrong signature" in str(caught.value)
    assert caught.value.worth_retrying is False
    assert list(sms_server.mailbox.messages) == []


def test_a_server_that_is_down_may_come_back(settings):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "url": f"http://127.0.0.1:{port}/send"}

    with pytest.raises(GatewayError) as caught:
        sms_gateway().send(ORDER)

    assert caught.value.worth_retrying is True


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"phone": 1}', b'{"phone":"+86","text":"","reference":"r"}'])
def test_orders_that_are_none_are_refused(sms_server, body):
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(f"{sms_server.url}/send", data=body)
    status = caught.value.code
    caught.value.close()

    assert status == 401  # unsigned
    assert list(sms_server.mailbox.messages) == []


def test_only_web_addresses_are_gateways(settings):
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "url": "file:///etc/passwd"}

    with pytest.raises(ValueError, match="http or https"):
        sms_gateway()
