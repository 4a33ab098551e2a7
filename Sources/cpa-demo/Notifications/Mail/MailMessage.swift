/// The readable part of an e-mail. Never fails: what cannot be decoded is shown as it is.
///
/// Source: RFC 5322 (headers), RFC 2045 to 2047 (MIME).
struct MailMessage: Equatable {
    let subject: String
    /// The first part of type `text/plain`, otherwise that of `text/html` without its tags.
    let text: String

    init(_ bytes: ArraySlice<UInt8>) {
        let entity = MIMEEntity(bytes)
        subject = EncodedWords.decode(entity["subject"] ?? "").trimmed
        let plain = entity.text(ofType: "text/plain")
        text = (plain ?? entity.text(ofType: "text/html").map(HTMLText.plain) ?? "").trimmed
    }
}
