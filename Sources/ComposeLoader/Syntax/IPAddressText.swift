import Glibc

/// Validates IP addresses. Source: inet_pton(3).
enum IPAddressText {
    static func isValid(_ text: String) -> Bool {
        var address = in6_addr()
        // A zone such as `%eth0` belongs to a link-local address.
        let bare = text.contains(":") ? String(text.prefix { $0 != "%" }) : text
        return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, bare, &address) == 1
    }

    /// Returns the text without the brackets that may surround an IPv6 address.
    static func bare(_ text: some StringProtocol) -> String {
        String(text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...])
    }
}
