import Testing

@testable import DockerEngine

@Suite struct TarWriterTests {
    private func field(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Sum of a header's bytes, its own field counted as spaces.
    private func checksum(_ block: ArraySlice<UInt8>) -> Int {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    }

    @Test func aFileIsAHeaderItsBytesAndPadding() {
        let bytes = TarWriter().file("etc/motd", Array("hello".utf8), mode: 0o640, uid: 7, gid: 8)
        #expect(bytes.count == 1024)
        #expect(field(bytes, 0..<100) == "etc/motd" && field(bytes, 100..<108) == "0000640")
        #expect(field(bytes, 108..<116) == "0000007" && field(bytes, 116..<124) == "0000010")
        #expect(field(bytes, 124..<136) == "00000000005" && field(bytes, 156..<157) == "0")
        #expect(field(bytes, 257..<263) == "ustar" && field(bytes, 512..<517) == "hello")
        #expect(Int(field(bytes, 148..<154), radix: 8) == checksum(bytes[..<512]))
    }

    @Test func foldersEndInASlashAndLinksTellTheirTarget() {
        let folder = TarWriter().header(TarEntry(path: "a/b", kind: .directory, mode: 0o755))
        #expect(field(folder, 0..<100) == "a/b/" && field(folder, 156..<157) == "5")
        let link = TarWriter().header(TarEntry(path: "l", kind: .symbolicLink(target: "../t"), mode: 0o777))
        #expect(field(link, 156..<157) == "2" && field(link, 157..<257) == "../t")
    }

    @Test func aLongPathIsCutAtASlash() {
        let path = String(repeating: "d", count: 90) + "/" + String(repeating: "f", count: 99)
        let header = TarWriter().header(TarEntry(path: path, kind: .file(size: 0), mode: 0o644))
        #expect(header.count == 512)
        #expect(field(header, 345..<500) + "/" + field(header, 0..<100) == path)
    }

    @Test(arguments: [101, 255, 300, 982, 983, 2000])
    func aPathThatDoesNotFitStandsInAnExtendedHeader(_ length: Int) throws {
        let path = String(repeating: "ü", count: length / 2) + "x"
        let bytes = TarWriter().header(TarEntry(path: path, kind: .file(size: 1 << 34), mode: 0o644))
        #expect(field(bytes, 156..<157) == "x")
        let size = try #require(Int(field(bytes, 124..<136), radix: 8))
        let records = String(decoding: bytes[512..<512 + size], as: UTF8.self)
        // Each record begins with its own length in bytes.
        var rest = [UInt8](records.utf8)[...]
        var found: [String] = []
        while !rest.isEmpty {
            let digits = String(decoding: rest.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
            let count = try #require(Int(digits))
            found.append(String(decoding: rest.prefix(count).dropFirst(digits.utf8.count + 1), as: UTF8.self))
            rest = rest.dropFirst(count)
        }
        #expect(found == ["path=\(path)\n", "size=\(1 << 34)\n"])
    }
}
