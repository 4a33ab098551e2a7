extension Notification {
    /// The notification in an e-mail.
    init(_ mail: SMTPMessage) {
        let message = MailMessage(mail.content[...])
        let heading = AlertHeading(message.subject)
        self.init(
            channel: .email,
            alert: heading.alert,
            severity: heading.severity,
            status: heading.status,
            text: [message.subject, message.text].filter { !$0.isEmpty }.joined(separator: "\n"),
            to: mail.recipients.joined(separator: ", ")
        )
    }
}
