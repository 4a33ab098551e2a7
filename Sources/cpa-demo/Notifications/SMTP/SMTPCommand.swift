/// A command of a client. Source: RFC 5321, section 4.1; RFC 1870 for `SIZE`, RFC 6152 for `BODY`.
enum SMTPCommand: Equatable {
    case hello(isExtended: Bool)
    /// `size` is the message's size in bytes, if the client knows it.
    case mail(from: String, size: Int?)
    case recipient(String)
    case data
    case reset
    case noOperation
    case verify
    case quit

    private static let pathLimit = 256

    /// - Parameter bytes: The line without its end.
    /// - Throws: The reply to a line that is no command.
    init(_ bytes: [UInt8]) throws(SMTPReply) {
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .unknownCommand }
        let line = String(decoding: bytes, as: UTF8.self)
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count > 1 ? parts[1].trimmed : ""
        switch parts[0].uppercased() {
        case "HELO", "EHLO":
            guard !rest.isEmpty else { throw SMTPReply(501, "the client's name is missing") }
            self = .hello(isExtended: parts[0].uppercased() == "EHLO")
        case "MAIL":
            let (path, parameters) = try Self.path(rest, after: "FROM:")
            self = .mail(from: path, size: try Self.size(parameters))
        case "RCPT":
            let (path, parameters) = try Self.path(rest, after: "TO:")
            guard path.contains("@") || path.lowercased() == "postmaster" else {
                throw SMTPReply(501, "the address is not valid")
            }
            guard parameters.isEmpty else { throw SMTPReply(555, "unknown parameter") }
            self = .recipient(path)
        case "DATA": self = try Self.alone(.data, rest)
        case "RSET": self = try Self.alone(.reset, rest)
        case "QUIT": self = try Self.alone(.quit, rest)
        case "NOOP": self = .noOperation
        case "VRFY": self = .verify
        case "EXPN", "HELP", "TURN", "AUTH", "STARTTLS", "BDAT", "ETRN":
            throw SMTPReply(502, "command not implemented")
        default: throw .unknownCommand
        }
    }

    private static func alone(_ command: SMTPCommand, _ rest: Substring) throws(SMTPReply) -> SMTPCommand {
        guard rest.isEmpty else { throw SMTPReply(501, "the command has no arguments") }
        return command
    }

    /// Splits `FROM:<path> PARAMETER…`.
    private static func path(
        _ text: Substring,
        after keyword: String
    ) throws(SMTPReply) -> (path: String, parameters: [Substring]) {
        guard text.prefix(keyword.count).uppercased() == keyword else {
            throw SMTPReply(501, "\(keyword)<address> is missing")
        }
        let rest = text.dropFirst(keyword.count)
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else {
            throw SMTPReply(501, "the address must be in angle brackets")
        }
        let path = rest[..<end].dropFirst()
        let parameters = rest[rest.index(after: end)...]
        guard path.utf8.count <= pathLimit, !path.contains(where: { $0 == " " || $0 == "<" }),
            parameters.isEmpty || parameters.first == " "
        else { throw SMTPReply(501, "the address is not valid") }
        return (String(path), parameters.split(separator: " "))
    }

    private static func size(_ parameters: [Substring]) throws(SMTPReply) -> Int? {
        var size: Int?
        for parameter in parameters {
            let pair = parameter.uppercased().split(separator: "=", maxSplits: 1)
            switch (pair[0], pair.count > 1 ? pair[1] : "") {
            case ("BODY", "7BIT"), ("BODY", "8BITMIME"): break
            case ("SIZE", let value):
                guard value.allSatisfy({ $0.isASCII && $0.isNumber }), !value.isEmpty else {
                    throw SMTPReply(501, "the size is not a number")
                }
                size = Int(value) ?? .max
            default: throw SMTPReply(555, "unknown parameter")
            }
        }
        return size
    }
}
