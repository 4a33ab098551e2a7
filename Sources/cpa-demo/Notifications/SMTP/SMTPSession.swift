/// One connection of a client, as a state machine: bytes in, replies and messages out.
///
///     new ──EHLO──▶ ready ──MAIL──▶ envelope ──DATA──▶ content ──"."──▶ ready
///
/// `RSET` and another `EHLO` lead back to ready. Every state ends with `QUIT`, after too many errors, or if the client
/// is idle. Source: RFC 5321.
struct SMTPSession {
    enum Action: Equatable {
        case reply(SMTPReply)
        case deliver(SMTPMessage)
        /// Nothing follows it.
        case close
    }

    private enum State {
        /// Entered with the connection.
        case new
        /// The client has introduced itself, or a message has ended.
        case ready
        /// Entered with `MAIL`; collects recipients.
        case envelope(SMTPMessage)
        /// Entered with `DATA`. `refusal` is the reply to a message that is too large, whose rest is ignored.
        case content(SMTPMessage, refusal: SMTPReply?)
        case closed
    }

    static let sizeLimit = 1 << 20
    static let recipientLimit = 100
    static let errorLimit = 10
    /// The bytes of a command's line, with its CR.
    static let commandLimit = 511
    /// The bytes of a line of text, with its CR. RFC 5321 requires 999, but programs write longer headers.
    static let textLimit = 8191

    private var state = State.new
    private var reader = SMTPLineReader()
    private var errors = 0

    /// The client has connected.
    mutating func connected() -> [Action] { [.reply(SMTPReply(220, "cpa-demo notifications ESMTP"))] }

    /// The client has sent nothing for too long.
    mutating func timedOut() -> [Action] { close(SMTPReply(421, "idle for too long")) }

    /// The client has sent bytes, which may be any part of one or more lines.
    mutating func received(_ bytes: some Sequence<UInt8>) -> [Action] {
        var actions: [Action] = []
        for byte in bytes {
            switch state {
            case .closed: return actions
            case .content:
                guard let line = reader.take(byte, limit: Self.textLimit) else { continue }
                actions += text(line)
            case .new, .ready, .envelope:
                guard let line = reader.take(byte, limit: Self.commandLimit) else { continue }
                actions += command(line)
            }
        }
        return actions
    }

    // MARK: Commands

    private mutating func command(_ line: SMTPLineReader.Line) -> [Action] {
        guard case .complete(let bytes) = line else { return answer(.lineTooLong) }
        // A web page can have a browser send a request here, whose body has valid commands.
        if bytes.suffix(9).starts(with: " HTTP/1.".utf8) { return close(SMTPReply(554, "this is not a web server")) }
        do throws(SMTPReply) { return perform(try SMTPCommand(bytes)) } catch { return answer(error) }
    }

    private mutating func perform(_ command: SMTPCommand) -> [Action] {
        switch command {
        case .hello(let isExtended):
            state = .ready
            guard isExtended else { return answer(SMTPReply(250, "notifications")) }
            return answer(SMTPReply(250, "notifications", "PIPELINING", "SIZE \(Self.sizeLimit)", "8BITMIME"))
        case .mail(let sender, let size):
            guard case .ready = state else { return answer(.wrongOrder) }
            guard size ?? 0 <= Self.sizeLimit else { return answer(.tooLarge) }
            state = .envelope(SMTPMessage(sender: sender))
            return answer(.ok)
        case .recipient(let address):
            guard case .envelope(var message) = state else { return answer(.wrongOrder) }
            guard message.recipients.count < Self.recipientLimit else {
                return answer(SMTPReply(452, "too many recipients"))
            }
            message.recipients.append(address)
            state = .envelope(message)
            return answer(.ok)
        case .data:
            guard case .envelope(let message) = state, !message.recipients.isEmpty else { return answer(.wrongOrder) }
            state = .content(message, refusal: nil)
            return answer(SMTPReply(354, "end with a dot on a line by itself"))
        case .reset:
            if case .envelope = state { state = .ready }
            return answer(.ok)
        case .noOperation: return answer(.ok)
        case .verify: return answer(SMTPReply(252, "the address is not verified"))
        case .quit: return close(SMTPReply(221, "goodbye"))
        }
    }

    // MARK: Content

    private mutating func text(_ line: SMTPLineReader.Line) -> [Action] {
        guard case .content(var message, let refusal) = state else { return [] }
        // Only one copy of the content, which grows in place.
        state = .ready
        switch line {
        case .complete([UInt8(ascii: ".")]):
            if let refusal { return answer(refusal) }
            return [.deliver(message)] + answer(.ok)
        case .complete(let bytes):
            let text = bytes.first == UInt8(ascii: ".") ? bytes.dropFirst() : bytes[...]
            let isTooLarge = message.content.count + text.count + 2 > Self.sizeLimit
            if refusal == nil, !isTooLarge { message.content += text + [0x0D, 0x0A] }
            state = .content(message, refusal: refusal ?? (isTooLarge ? .tooLarge : nil))
        case .tooLong: state = .content(message, refusal: refusal ?? .lineTooLong)
        }
        return []
    }

    // MARK: Replies

    private mutating func answer(_ reply: SMTPReply) -> [Action] {
        if reply.isError { errors += 1 }
        guard errors < Self.errorLimit else { return [.reply(reply)] + close(SMTPReply(421, "too many errors")) }
        return [.reply(reply)]
    }

    private mutating func close(_ reply: SMTPReply) -> [Action] {
        state = .closed
        return [.reply(reply), .close]
    }
}
