"""A DNS server that answers every query with NXDOMAIN; see engine.sh. Argument: the address to listen on.

Without an answer, Docker's resolver keeps a container that queries an external name waiting. Source: RFC 1035,
section 4.1.
"""

import socket
import sys

HEADER = 12


def answer(question):
    end = HEADER
    while question[end]:
        end += 1 + question[end]
    end += 1 + 4
    # The ID; flags: response, recursion desired and available, NXDOMAIN; one question, no other records.
    return question[:2] + b"\x81\x83" + b"\0\1" + b"\0" * 6 + question[HEADER:end]


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 53))
while True:
    packet, client = server.recvfrom(4096)
    try:
        server.sendto(answer(packet), client)
    except IndexError:
        pass  # Not a valid query.
