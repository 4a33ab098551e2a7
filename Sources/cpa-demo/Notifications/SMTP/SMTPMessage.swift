/// A message that was received.
struct SMTPMessage: Equatable, Sendable {
    /// Empty for a notification of delivery.
    var sender: String
    var recipients: [String] = []
    /// Header and body, with CR LF line ends.
    var content: [UInt8] = []
}
