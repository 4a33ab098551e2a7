/// A web address that is safe to pass to a browser: http or https, and not mistakable for an option or anything else.
struct WebAddress: Hashable, Sendable {
    let text: String

    /// Returns nil for any other scheme, for an address without a host, and for characters that no URI contains (RFC
    /// 3986, section 2), such as spaces, controls, double quotes and backslashes. Letters of other scripts are
    /// accepted, as in browsers.
    init?(_ text: String) {
        let scheme = ["http://", "https://"].first { scheme in
            text.utf8.count > scheme.utf8.count
                && text.utf8.prefix(scheme.utf8.count).elementsEqual(scheme.utf8) {
                    $0 | ($0.isCapital ? 0x20 : 0) == $1
                }
        }
        guard let scheme else { return nil }
        let rest = text.unicodeScalars.dropFirst(scheme.utf8.count)
        guard rest.allSatisfy(Self.isAllowed) else { return nil }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard let first = host.first, first == "[" || first.properties.isAlphabetic || first.isDigit else { return nil }
        self.text = text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.properties.isAlphabetic || scalar.properties.numericType != nil }
        return scalar.properties.isAlphabetic || scalar.isDigit
            || "-._~:/?#[]@!$&'()*+,;=%".unicodeScalars.contains(scalar)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension UInt8 {
    fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
