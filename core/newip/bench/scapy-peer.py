"""Peer of the bench: the contract format as scapy packets. Reads hexadecimal lines; prints dissected and built per second of processor time."""
import sys
import time
from scapy.fields import ByteField, IPField, LongField, MultipleTypeField, ShortField
from scapy.layers.inet6 import IP6Field
from scapy.packet import Packet, Raw


def address(name, kind):
    return MultipleTypeField(
        [
            (IPField(name, "0.0.0.0"), lambda p: p.getfieldval(kind) == 0),
            (IP6Field(name, "::"), lambda p: p.getfieldval(kind) == 1),
        ],
        ByteField(name, 0),
    )


class Contract(Packet):
    def guess_payload_class(self, payload):
        return Raw


class MaxDelay(Contract):
    fields_desc = [ShortField("type", 1), ShortField("maximum", 500), ShortField("experienced", 0)]


class Latency(Contract):
    fields_desc = [
        ShortField("type", 2), ShortField("minimum", 0), ShortField("maximum", 0), ShortField("experienced", 0),
        ShortField("ahead_delay", 0), ShortField("ahead_hops", 0),
    ]


class Ping(Contract):
    fields_desc = [ShortField("type", 3), ShortField("code", 0), ShortField("hops", 255), LongField("timestamp", 0)]


class Shipping(Packet):
    fields_desc = [
        ByteField("source_type", 0), ByteField("destination_type", 0), ByteField("cast", 0),
        address("source", "source_type"), address("destination", "destination_type"),
    ]

    def guess_payload_class(self, payload):
        if self.underlayer is None or self.underlayer.contract_offset == 0:
            return Raw
        return {1: MaxDelay, 2: Latency, 3: Ping}.get(int.from_bytes(payload[:2], "big"), Raw)


class NewIP(Packet):
    fields_desc = [ByteField("shipping_offset", 3), ByteField("contract_offset", 0), ByteField("payload_offset", 0)]

    def guess_payload_class(self, payload):
        return Shipping


packets = [bytes.fromhex(line) for line in sys.stdin.read().split()]
start = time.process_time()
decoded = [NewIP(p) for p in packets]
dissected = len(packets) / (time.process_time() - start)
# Building is from values, as a sender does: packet objects first, then their bytes.
values = []
for p in decoded:
    layers = []
    while p and not isinstance(p, Raw):
        layers.append((type(p), dict(p.fields)))
        p = p.payload
    values.append((layers, bytes(p) if isinstance(p, Raw) else b""))
start = time.process_time()
built = []
for layers, rest in values:
    packet = layers[0][0](**layers[0][1])
    for kind, fields in layers[1:]:
        packet = packet / kind(**fields)
    built.append(bytes(packet / Raw(rest)) if rest else bytes(packet))
rate = len(packets) / (time.process_time() - start)
assert built == packets, "the peer builds other bytes"
print(int(dissected), int(rate))
