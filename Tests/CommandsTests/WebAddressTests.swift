import StackHost
import Testing

@testable import Commands

/// What `open` gives to a browser.
@Suite struct WebAddressTests {
    @Test(arguments: [
        "http://localhost:8080/", "https://h", "HTTP://H/a?b=c#d", "http://[::1]:80/x", "http://user@h/",
        "http://größe/日本",
        "http://h/a%20b;c,d(e)'f", "https://127.0.0.1:8233/namespaces/default",
    ])
    func webPagesAreOpened(text: String) throws {
        #expect(WebAddress(text)?.text == text)
        #expect(try OpenCommand.address(text, of: "web").text == text)
    }

    @Test(arguments: [
        "", "http://", "https:///x", "file:///etc/passwd", "javascript:alert(1)", "/tmp/evil.desktop", "--version",
        "-x",
        "data:text/html,x", "ssh://-oProxyCommand=x", "http:evil", "http//h", " http://h", "http://h/a b",
        "http://h/\u{1B}]0;x\u{7}",
        "http://h/\n", "http://h/\"x", "http://h/<x>", "http://h\\x", "http://-h/", "http://h/\u{202E}x",
        "http://h/`x`",
        "http://user@/", "httpx://h", "vbscript:x", "mailto:x@y", "http://h/\u{9B}x", "http://?x", "smb://h",
        "intent://h",
    ])
    func nothingElseIs(text: String) {
        #expect(WebAddress(text) == nil)
        #expect { try OpenCommand.address(text, of: "web") } throws: {
            guard let failure = $0 as? CommandFailure else { return false }
            return failure.code == .badData && failure.message.contains("'web'") && !failure.message.contains("\u{1B}")
        }
    }

    @Test func aServiceWithoutAPageSaysHowToGetOne() {
        #expect(throws: CommandFailure.self) { try OpenCommand.address(nil, of: "web") }
    }
}
