import Foundations
import Glibc
import Testing

@Suite struct SystemTextTests {
    @Test func stringsAreQuotedForJSON() {
        #expect(JSONText.quoted("a\"b\\\n\t\u{1}é") == #""a\"b\\\n\t\u0001é""#)
        #expect(JSONText.quoted("\u{7F}") { $0 == "\u{7F}" } == #""\u007f""#)
    }

    @Test func cStringsEndWithNull() {
        let texts = CStringArray.with(["ls", ""]) { pointers in
            (0..<3).map { pointers[$0].map { String(cString: $0) } }
        }
        #expect(texts == ["ls", "", nil])
        let pairs = CStringArray.withPairs([(name: "host", value: "::1")]) { names, values in
            [names[0], values[0], names[1], values[1]].map { $0.map { String(cString: $0) } }
        }
        #expect(pairs == ["host", "::1", nil, nil])
    }

    @Test func directoryIsListedWithoutItsParents() throws {
        let names = try #require(directoryNames("/proc/self"))
        #expect(names.contains("stat") && !names.contains("."))
        let missing = directoryNames("/proc/self/no such folder")
        let code = errno
        #expect(missing == nil && code == ENOENT)
    }

    @Test func bothEndsOfAnOutputAreKept() {
        let output = CollectedOutput(limit: 4)
        Array("abcdefghijklmnop".utf8).withUnsafeBytes { output.append($0) }
        #expect(String(decoding: output.bytes, as: UTF8.self) == "abcd\n… 8 bytes left out …\nmnop")
    }
}
