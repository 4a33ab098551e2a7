/// A reply to a command. Source: RFC 5321, section 4.2.
struct SMTPReply: Error, Equatable {
    var code: Int
    var lines: [String]

    init(_ code: Int, _ lines: String...) {
        self.code = code
        self.lines = lines
    }

    /// Whether repeating the command would not help.
    var isError: Bool { code >= 500 }

    /// The reply as it is sent.
    var text: String {
        lines.enumerated().map { index, line in
            "\(code)\(index == lines.count - 1 ? " " : "-")\(line)\r\n"
        }.joined()
    }

    static let ok = SMTPReply(250, "OK")
    static let unknownCommand = SMTPReply(500, "unknown command")
    static let lineTooLong = SMTPReply(500, "line too long")
    static let wrongOrder = SMTPReply(503, "bad sequence of commands")
    static let tooLarge = SMTPReply(552, "the message is too large")
}
