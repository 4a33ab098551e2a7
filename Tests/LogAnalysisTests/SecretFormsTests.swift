import Foundation
import LogAnalysis
import Testing

/// Secrets as programs write them.
@Suite struct SecretFormsTests {
    private static let secrets = [
        "Corr&ct<H0rse>\"b'tt\\ery/é", "pl4in-Alpha-7799", "a b+c%d=e\u{1F600}f", "tab\there\nline2-x", "''quoted''7",
        "\\\\srv\\x",
        "50%25off&amp;x1", "\"lead\"9x", "$tr`ng!7{x}", "ünïcödé-日本-1",
    ]

    /// The ways of loggers and encoders, by name.
    private static let forms: [(name: String, write: @Sendable (String) -> String)] = [
        ("raw", { $0 }),
        ("JSON", { json($0) { _ in false } }),
        ("JSON of JavaScript, twice", { json(json($0) { _ in false }) { _ in false } }),
        ("JSON, three times", { json(json(json($0) { _ in false }) { _ in false }) { _ in false } }),
        ("JSON of Go", { json($0) { "<>&\u{2028}".unicodeScalars.contains($0) } }),
        ("JSON of Go, twice", { json(json($0) { "<>&".unicodeScalars.contains($0) }) { _ in false } }),
        ("JSON of Python", { json($0) { $0.value > 0x7E } }),
        ("JSON of PHP", { json($0) { $0.value > 0x7E }.replacingOccurrences(of: "/", with: "\\/") }),
        ("Debug of Rust", { rust($0) }),
        ("repr of bytes", { pythonBytes($0) }),
        ("escapes in octal digits", { octal($0) }),
        ("HTML", { html($0, apostrophe: "&#x27;") }), ("HTML of Go", { html($0, apostrophe: "&#39;") }),
        ("HTML, twice", { html(html($0, apostrophe: "&#39;"), apostrophe: "&#39;") }),
        ("URL", { percent($0, plain: "-._~") }), ("URL with slashes", { percent($0, plain: "-._~/") }),
        ("form", { percent($0, plain: "-._~*").replacingOccurrences(of: "%20", with: "+") }),
        ("encodeURIComponent", { percent($0, plain: "-_.!~*'()") }),
        ("encodeURI", { percent($0, plain: "-_.!~*'();/?:@&=+$,#") }),
        ("URL in small digits", { percent($0, plain: "-._~", small: true) }),
        ("URL, twice", { percent(percent($0, plain: "-._~"), plain: "-._~") }),
        ("a shell's single quotes", { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }),
        ("shlex.quote", { "'" + $0.replacingOccurrences(of: "'", with: "'\"'\"'") + "'" }),
        ("a shell's backslashes", { backslashes($0) }),
        ("SQL", { "'" + $0.replacingOccurrences(of: "'", with: "''") + "'" }),
        ("CSV", { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }),
        ("base64", { Data($0.utf8).base64EncodedString() }),
        (
            "base64 for URLs",
            {
                Data($0.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-")
                    .replacingOccurrences(of: "/", with: "_")
            }
        ),
        ("base64 behind a user", { Data("user:\($0)".utf8).base64EncodedString() }),
        ("base64 within a text", { Data("x\($0)tail".utf8).base64EncodedString() }),
        ("base64 within another text", { Data("xy\($0)t".utf8).base64EncodedString() }),
        ("hex", { $0.utf8.map { String(format: "%02x", $0) }.joined() }),
        ("capital hex", { $0.utf8.map { String(format: "%02X", $0) }.joined() }),
        ("a colour", { colours($0, "\u{1B}[31m", "\u{1B}[0m") }),
        ("a colour in JSON", { colours($0, "\\u001b[31m", "\\x1b[0m") }),
        ("a carriage return", { colours($0, "\r", "\r") }),
    ]

    @Test(arguments: forms.map(\.name)) func aSecretIsMasked(name: String) throws {
        let form = try #require(Self.forms.first { $0.name == name })
        // An escape right behind a backslash cannot be told from an escaped one.
        for secret in Self.secrets where name != "a colour in JSON" || !secret.hasPrefix("\\") {
            let masker = SecretMasker(secrets: [("S", secret)], others: [])
            let written = form.write(secret)
            for line in ["said \(written) end", "\(written)", "{\"m\":\"\(written)\"}"] {
                let masked = masker.mask(line)
                #expect(masked.contains(SecretMasker.mask), "\(secret): \(line)")
                // What stands around it in base64 is no secret.
                let most = name.hasPrefix("base64 ") ? 10 : 4
                #expect(leftover(of: written, in: masked) < most, "\(secret): \(line) gives \(masked)")
            }
        }
    }

    /// The longest run of characters of what was written that is still there.
    private func leftover(of written: String, in masked: String) -> Int {
        let characters = Array(written.unicodeScalars)
        for length in stride(from: min(characters.count, 20), through: 4, by: -1) {
            for start in 0...characters.count - length {
                var part = String.UnicodeScalarView()
                part.append(contentsOf: characters[start..<start + length])
                if masked.contains(String(part)) { return length }
            }
        }
        return 0
    }

    @Test func otherTextIsLeftAsItIs() {
        let masker = SecretMasker(secrets: Self.secrets.map { ("S", $0) }, others: [])
        for line in [
            "GET /a%20b?x=1&y=2&amp;z=3 200", "C:\\Users\\x\\n", "{\"a\":\"b\\u0026c\\n\"}", "\u{1B}[31mred\u{1B}[0m",
            "''", "\\\\\\\\",
            "%%%", "&&&", "Corr&ct<H0rs", "pl4in-Alpha-779", "dXNlcjpwYXNz",
        ] {
            #expect(masker.mask(line) == line)
        }
    }

    @Test func aLineFullOfEscapesTakesNoLongerThanOthers() {
        let masker = SecretMasker(secrets: [("S", String(repeating: "\\%&'\" ", count: 20))], others: [])
        for text in ["\\", "%25", "&amp;", "\\\\%25&amp;''\"\"+ ", "'\\''"] {
            let line = String(repeating: text, count: 2_000)
            let duration = ContinuousClock().measure { _ = masker.mask(line) }
            #expect(duration < .seconds(5))
        }
    }

    // MARK: Which values

    @Test func aPasswordOfAnAddressIsASecretByItself() {
        let masker = SecretMasker(
            variables: [
                ("DATABASE_URL", "postgres://u:urlpw-Foxtrot-7736@h/db"), ("MONGO", "mongodb://u:p%40ss-Golf-11@h"),
                ("SENTRY_DSN", "https://7739India0000@sentry/1"), ("ODBC", "Server=h;Password=odbc-Hotel-22;"),
                ("AMQP", "amqp://guest:guest@h"),
            ],
            services: ["db"]
        )
        #expect(masker.mask("password was urlpw-Foxtrot-7736") == "password was ••••")
        #expect(masker.mask("p@ss-Golf-11 p%40ss-Golf-11") == "•••• ••••")
        #expect(masker.mask("key 7739India0000") == "key ••••")
        #expect(masker.mask("odbc-Hotel-22") == "••••")
        #expect(masker.mask("guest came") == "guest came")
    }

    @Test func aHarmlessNameDoesNotShowALongSecret() {
        let masker = SecretMasker(
            variables: [
                ("SHARED_TOKEN", "shared-Delta-7734"), ("SHARED_COPY", "shared-Delta-7734"), ("DB_PASSWORD", "cpa_dev"),
                ("DB_NAME", "cpa_dev"), ("PIN", "12345678"), ("OTHER_PIN", "1234"), ("A_TOKEN", "backend"),
            ],
            services: ["backend-api"]
        )
        #expect(masker.mask("with shared-Delta-7734") == "with ••••")
        #expect(masker.mask("database cpa_dev 1234 backend") == "database cpa_dev 1234 backend")
        #expect(masker.mask("pin 12345678") == "pin ••••")
    }

    @Test func theShortLastLineOfAKeyIsMasked() {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nshort7743\n-----END KEY-----"
        let masker = SecretMasker(secrets: [("MULTI_SECRET", key)], others: [])
        #expect(masker.mask("m short7743 end") == "m •••• end")
        #expect(masker.mask("m -----END KEY-----") == "m -----END KEY-----")
        #expect(!masker.mask(key.replacingOccurrences(of: "\n", with: " ")).contains("MIIEvQ"))
    }

    // MARK: Lines in parts

    @Test func aSecretThatGoesOverPartsOfALineIsMaskedInEach() {
        for secret in Self.secrets + ["Mike7744Mike7744Mike7799"] {
            let masker = SecretMasker(secrets: [("S", secret)], others: [])
            for written in [secret, Self.json(secret) { $0.value > 0x7E }, Data(secret.utf8).base64EncodedString()] {
                let bytes = Array(("before " + written + " behind").utf8)
                for cut in 8..<bytes.count - 7 {
                    let parts = [Array(bytes[..<cut]), Array(bytes[cut...])]
                    let shown = zip(parts, [(false, true), (true, false)]).map { part, edges in
                        part.withUnsafeBytes {
                            masker.masked($0, edges: .init(begins: edges.0, ends: edges.1)) ?? part
                        }
                    }.joined()
                    let text = String(decoding: Array(shown), as: UTF8.self)
                    // Two characters are told, each of which may be escaped.
                    #expect(
                        leftover(of: written, in: text) < (written.contains("\\") ? 19 : 7),
                        "\(secret) cut at \(cut): \(text)"
                    )
                }
            }
        }
    }

    @Test func aPartInTheMiddleIsMaskedAsAWhole() {
        let masker = SecretMasker(secrets: [("S", "Mike7744Mike7744Mike7799")], others: [])
        let middle = Array("7744Mike".utf8)
        let masked = middle.withUnsafeBytes { masker.masked($0, edges: .init(begins: true, ends: true)) }
        #expect(masked.map { String(decoding: $0, as: UTF8.self) } == SecretMasker.mask)
        #expect(middle.withUnsafeBytes { masker.masked($0) } == nil)
    }

    // MARK: How programs write

    private static func json(_ text: String, _ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case "\t": return "\\t"
            default:
                guard isEscaped(scalar) else { return String(scalar) }
                return String(scalar).utf16.map { String(format: "\\u%04x", Int($0)) }.joined()
            }
        }.joined()
    }

    private static func rust(_ text: String) -> String {
        text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            default: scalar.value < 0x7F ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }.joined()
    }

    private static func pythonBytes(_ text: String) -> String {
        "b'"
            + text.utf8.map { byte -> String in
                switch byte {
                case UInt8(ascii: "\\"): "\\\\"
                case UInt8(ascii: "'"): "\\'"
                case UInt8(ascii: "\n"): "\\n"
                case UInt8(ascii: "\t"): "\\t"
                case 0x20..<0x7F: String(UnicodeScalar(byte))
                default: String(format: "\\x%02x", byte)
                }
            }.joined() + "'"
    }

    private static func octal(_ text: String) -> String {
        text.utf8.map {
            (0x20..<0x7F).contains($0) && $0 != 0x5C ? String(UnicodeScalar($0)) : String(format: "\\%03o", $0)
        }
        .joined()
    }

    private static func html(_ text: String, apostrophe: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "'", with: apostrophe)
    }

    private static func percent(_ text: String, plain: String, small: Bool = false) -> String {
        text.utf8.map { byte -> String in
            let scalar = UnicodeScalar(byte)
            let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || plain.utf8.contains(byte) { return String(scalar) }
            return String(format: small ? "%%%02x" : "%%%02X", byte)
        }.joined()
    }

    private static func backslashes(_ text: String) -> String {
        text.unicodeScalars.map {
            $0.properties.isAlphabetic || $0.properties.numericType != nil ? String($0) : "\\\($0)"
        }
        .joined()
    }

    /// With noise in its midst.
    private static func colours(_ text: String, _ first: String, _ second: String) -> String {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        return String(text.prefix(2)) + first + text[text.index(text.startIndex, offsetBy: 2)..<middle] + second
            + text[middle...]
    }
}
