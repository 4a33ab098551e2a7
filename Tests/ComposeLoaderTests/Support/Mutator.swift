import TestSupport

/// Makes broken files out of whole ones.
struct Mutator {
    var random: SeededGenerator

    /// Pieces that mean something somewhere in a Compose file, in YAML, or in an env file.
    static let tokens: [String] = [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n\n", "  ", "\t", "\r\n", "#", " #", "'", "\"", "|", ">", "&a ",
        "*a", "<<: *a", "<<",
        "? ", "!reset ", "!override ", "!!str ", "---\n", "...\n", "%YAML 1.1\n", "~", "null", "true", "no", "0", "-1",
        "1e99", "0x7f",
        "99999999999999999999", "${", "}", "$", "$$", "${A:-${B}}", "${A:?e}", "${A:+b}", "$A", "${HOME}", "services:",
        "services: {}",
        "image: x", "extends: a", "extends: {file: compose.yaml, service: a}", "include: [compose.yaml]",
        "include: [b.yaml]",
        "ports: ['1-9999:1-9999']", "'80:80/udp'", "[::1]:80:80", "127.0.0.1::80", "volumes: ['a:/b:ro']", "/", "../",
        "~/", "::", "=",
        "depends_on: [a]", "depends_on: {a: {condition: service_healthy}}", "profiles: [p]", "env_file: .env",
        "environment: [A, B=c]",
        "healthcheck: {test: [CMD, a]}", "x-cpadev: {native: a, probe: {http: 80/}}", "probe: {tcp: 1}",
        "provided_by: a", "x-a: &a {b: c}",
        "ulimits: {n: 5}", "mem_limit: 1g", "10s", "1h1m", "\u{FEFF}", "\u{0}", "\u{7}", "\u{85}", "\u{2028}",
        "\u{D7FF}", "😀", "é", "\\",
        "\\x00", "\\u0000", "\"\\U0010FFFF\"", "export ", "A=b\n", "A='b\n", "A=\"b$A\n",
    ]

    /// Words that leave the YAML whole and change what it says.
    static let words: [String] = [
        "a", "b", "c", "base", "data", "n", "s", "p", "x", "0", "1", "80", "8080", "65536", "-1", "1.5", "true", "no",
        "null", "~",
        "10s", "1g", "${A}", "$NONE", "${A:-b}", "''", "[]", "{}", "[a]", "{a: b}", "[a, b]", "{}", "*a", "!reset null",
        "!override []",
        "image", "build", "command", "entrypoint", "environment", "env_file", "ports", "volumes", "depends_on",
        "healthcheck", "restart",
        "networks", "secrets", "configs", "extends", "profiles", "labels", "ulimits", "deploy", "x-cpadev", "probe",
        "native", "services",
        "include", "name", "tmpfs", "extra_hosts", "mem_limit", "cpus", "init", "user", "tty", "target", "source",
        "type", "bind", "tcp",
        "redis", "postgres", "http", "exec", "grpc", "clamd", "port", "test", "interval", "condition", "required",
        "external", "file",
        "always", "service_healthy", "compose.yaml", "b.yaml", ".env", "./", "/d", "127.0.0.1", "1-3", "1-3:4-6",
        "a:/b", "80:80",
    ]

    /// Small changes after which most files are still YAML, so that the later phases get their share.
    mutating func nudge(_ seed: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: changeLine(&bytes)
            case 1: changeCharacterOfWord(&bytes, near: index)
            default: changeWord(&bytes, near: index, among: Self.words)
            }
        }
        return bytes
    }

    mutating func mutate(_ seed: [UInt8], other: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0..<(Int.random(in: 1...6, using: &random) / 2 + 1) { step(&bytes, other: other) }
        // Splices add up; the point is many small files.
        return bytes.count > 4096 ? Array(bytes[..<4096]) : bytes
    }

    /// A few tokens, and little else.
    mutating func soup() -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            text += Self.tokens.randomElement(using: &random) ?? ""
            if Bool.random(using: &random) {
                text += ["\n", " ", "\n  ", "\n    "].randomElement(using: &random) ?? ""
            }
        }
        return Array(text.utf8)
    }

    /// Bytes of any kind, or only of those that YAML uses.
    mutating func noise() -> [UInt8] {
        let count = Int.random(in: 0...200, using: &random)
        let alphabet = Array("abAB01 \n\n  :-,[]{}#&*!|>'\"%@`$\\=~/.".utf8)
        let isAny = Bool.random(using: &random)
        return (0..<count).map { _ in
            isAny ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
        }
    }

    private mutating func step(_ bytes: inout [UInt8], other: [UInt8]) {
        guard !bytes.isEmpty else { return bytes = soup() }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<18, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(index...)
        case 3: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...20, using: &random)))
        case 4, 5, 6:
            let token = Self.tokens.randomElement(using: &random) ?? ""
            bytes.insert(contentsOf: Array(token.utf8), at: index)
        case 7: swapLines(&bytes)
        case 10...12: changeWord(&bytes, near: index, among: Self.tokens)
        case 13, 14: changeLine(&bytes)
        case 15...17: changeCharacterOfWord(&bytes, near: index)
        case 8: bytes.replaceSubrange(index..., with: other.suffix(from: min(other.count, index)))
        default:
            let end = min(bytes.count, index + Int.random(in: 1...60, using: &random))
            bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &random))
        }
    }

    /// Puts a token where a word stands, so that the file stays whole around it.
    private mutating func changeWord(_ bytes: inout [UInt8], near index: Int, among words: [String]) {
        guard let start = bytes[index...].firstIndex(where: \.isWordByte) else { return }
        let end = bytes[start...].firstIndex { !$0.isWordByte } ?? bytes.count
        let token = words.randomElement(using: &random) ?? ""
        bytes.replaceSubrange(start..<end, with: Array(token.utf8))
    }

    /// A slip of the finger: one letter of a word.
    private mutating func changeCharacterOfWord(_ bytes: inout [UInt8], near index: Int) {
        guard let start = bytes[index...].firstIndex(where: \.isWordByte) else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: start)
        case 1: bytes[start] = Array("abz019._-".utf8).randomElement(using: &random) ?? 0
        default: bytes.insert(bytes[start], at: start)
        }
    }

    /// Takes a line away, doubles it, or moves it in or out.
    private mutating func changeLine(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let index = lines.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: index)
        case 2: lines[index] = [0x20, 0x20] + lines[index]
        default: lines[index] = Array(lines[index].drop { $0 == 0x20 })
        }
        bytes = Array(lines.joined(separator: [0x0A]))
    }

    private mutating func swapLines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let (left, right) = (
            lines.indices.randomElement(using: &random) ?? 0, lines.indices.randomElement(using: &random) ?? 0
        )
        lines.swapAt(left, right)
        bytes = Array(lines.joined(separator: [0x0A]))
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
