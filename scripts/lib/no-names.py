"""Answers every question for a name with "there is none", at once; see engine.sh. Argument: the address to listen on.

Without an answer, Docker's resolver leaves a container that asks for a name of the world waiting. Source: RFC 1035,
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
    # Its id; an answer, recursion wanted and to be had, no such name; one question, nothing else.
    return question[:2] + b"\x81\x83" + b"\0\1" + b"\0" * 6 + question[HEADER:end]


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 53))
while True:
    packet, client = server.recvfrom(4096)
    try:
        server.sendto(answer(packet), client)
    except IndexError:
        pass  # No question.
