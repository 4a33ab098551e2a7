import Testing

@testable import cpa_demo

@Suite struct MailMessageTests {
    private func message(_ lines: String...) -> MailMessage {
        MailMessage(Array(lines.joined(separator: "\r\n").utf8)[...])
    }

    @Test func aPlainMessageIsShownAsItIs() {
        let message = message("From: a@b", "Subject: high:", "\tDisk", "", "line 1", "", "line 2", "")
        #expect(message.subject == "high: Disk" && message.text == "line 1\r\n\r\nline 2")
    }

    /// As Alertmanager writes it.
    @Test func thePlainPartOfAMultipartMessageIsDecoded() {
        let message = message(
            "Subject: =?utf-8?q?critical:_Caf=C3=A9?=",
            "Content-Type: multipart/alternative;  boundary=b0",
            "MIME-Version: 1.0",
            "",
            "--b0",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Type: text/html; charset=UTF-8",
            "",
            "<p>no</p>",
            "--b0",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Type: text/plain; charset=UTF-8",
            "",
            "12 =25 of caf=C3=A9s are =",
            "closed  ",
            "--b0 not a boundary",
            "--b0--",
            "epilogue"
        )
        #expect(message.subject == "critical: Café")
        #expect(message.text == "12 % of cafés are closed\n--b0 not a boundary")
    }

    @Test func withoutAPlainPartHTMLIsShownWithoutTags() {
        let message = message(
            "Content-Type: multipart/mixed; boundary=\"out;er\"",
            "",
            "preamble",
            "--out;er",
            "Content-Type: multipart/alternative; boundary=inner",
            "",
            "--inner",
            "Content-Type: TEXT/HTML; charset=iso-8859-1",
            "Content-Transfer-Encoding: base64",
            "",
            // <style>p{}</style><p>Caf\xE9 &amp;amp; <b>b</b></p><p>2 &lt; 3</p>
            "PHN0eWxlPnB7fTwvc3R5bGU+PHA+Q2Fm6SAmYW1wO2FtcDsgPGI+",
            "YjwvYj48L3A+PHA+MiAmbHQ7IDM8L3A+",
            "--inner--",
            "--out;er",
            "Content-Type: text/plain",
            "Content-Disposition: attachment; filename=a.txt",
            "",
            "attached",
            "--out;er--"
        )
        #expect(message.text == "Café &amp; b\n2 < 3")
    }

    @Test func whatIsBrokenIsShownOrLeftOut() {
        #expect(message("").text == "")
        #expect(message("no header at all", "", "body").text == "body")
        #expect(message("Content-Transfer-Encoding: base64", "", "%%%%").text.utf8.count <= 4)
        #expect(message("Content-Transfer-Encoding: quoted-printable", "", "a=", "b=zz=4").text == "ab=zz=4")
        #expect(message("Content-Type: multipart/mixed", "", "--", "", "a").text == "")
        #expect(message("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "cut off").text == "cut off")
    }

    @Test func partsNestOnlySoDeep() {
        func nested(_ count: Int) -> String {
            let levels = (0..<count).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }
            return MailMessage(Array("\(levels.joined())\r\ndeep".utf8)[...]).text
        }
        #expect(nested(1) == "deep" && nested(8) == "deep")
        #expect(nested(100) == "")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a =?utf-8?Q?b_c?= d", "a b c d"),
        ("=?utf-8?q?a?= =?UTF-8?b?Yg==?=  =?utf-8?q?c?=", "abc"), ("=?iso-8859-1?q?caf=E9?=", "café"),
        ("=?utf-8*en?q?a?=", "a"), ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"), ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?=?=?", "=?=?=?"), ("=??q?a?=", "=??q?a?="),
        ("=?utf-8?b?*?=", "=?utf-8?b?*?="), ("=?utf-8?q?=FF?=", "\u{FFFD}"),
    ])
    func wordsOfHeadersAreDecoded(text: String, decoded: String) {
        #expect(EncodedWords.decode(text) == decoded)
    }

    @Test func addressesAndHeadingBecomeANotification() {
        let content = "Subject: resolved: Backup (medium)\r\n\r\nSeverity: medium\r\n"
        let mail = SMTPMessage(sender: "a@b", recipients: ["x@y", "z@y"], content: Array(content.utf8))
        let notification = Notification(mail)
        #expect(notification.channel == .email && notification.status == .resolved && notification.to == "x@y, z@y")
        #expect(notification.alert == "Backup" && notification.severity == "medium")
        #expect(notification.text == "resolved: Backup (medium)\nSeverity: medium")
    }
}
