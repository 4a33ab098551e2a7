/// Reads the contents of a file of the time zone database. Source: RFC 8536, "The Time Zone Information Format (TZif)".
struct ZoneFile {
    private static let magic = Array("TZif".utf8)
    private static let headerLength = 44
    private static let typeLength = 6

    private var rest: ArraySlice<UInt8>

    /// Returns the zone; nil if the bytes are not a complete file.
    static func parse(_ bytes: [UInt8], name: String) -> ZoneRules? {
        var reader = ZoneFile(rest: bytes[...])
        guard let first = reader.header() else { return nil }
        guard first.version >= 2 else { return reader.block(first, timeLength: 4)?.zone(name, rule: nil) }
        // The first block has times of 32 bits for old readers; the second has those of 64.
        guard reader.skip(first.length(timeLength: 4)), let second = reader.header(),
            let block = reader.block(second, timeLength: 8)
        else { return nil }
        return block.zone(name, rule: reader.footer().flatMap(ZoneRuleParser.parse))
    }

    private struct Header {
        var version: UInt8
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var times: Int
        var types: Int
        var characters: Int

        func length(timeLength: Int) -> Int {
            times * (timeLength + 1) + types * ZoneFile.typeLength + characters + leapSeconds * (timeLength + 4)
                + standardIndicators + utcIndicators
        }
    }

    private struct Block {
        var times: [Int64]
        /// The type of each time.
        var kinds: [Int]
        var types: [ZoneRules.Offset]

        func zone(_ name: String, rule: ZoneRule?) -> ZoneRules? {
            guard let first = types.first, kinds.allSatisfy(types.indices.contains) else { return nil }
            let transitions = zip(times, kinds).map { ZoneRules.Transition(at: $0, offset: types[$1]) }
            return ZoneRules(name: name, initial: first, transitions: transitions, rule: rule)
        }
    }

    private mutating func header() -> Header? {
        guard let bytes = take(Self.headerLength), bytes.starts(with: Self.magic) else { return nil }
        let version = bytes[bytes.startIndex + 4]
        let counts = (0..<6).map { index in
            let start = bytes.startIndex + 20 + 4 * index
            return Int(Self.number(bytes[start..<start + 4]))
        }
        // No zone has more; a damaged file must not reserve gigabytes.
        guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
        return Header(
            version: version >= UInt8(ascii: "1") ? version - UInt8(ascii: "0") : 1,
            utcIndicators: counts[0],
            standardIndicators: counts[1],
            leapSeconds: counts[2],
            times: counts[3],
            types: counts[4],
            characters: counts[5]
        )
    }

    private mutating func block(_ header: Header, timeLength: Int) -> Block? {
        guard let times = take(header.times * timeLength), let kinds = take(header.times),
            let types = take(header.types * Self.typeLength), let characters = take(header.characters),
            skip(header.leapSeconds * (timeLength + 4) + header.standardIndicators + header.utcIndicators)
        else { return nil }
        let names = Array(characters)
        return Block(
            times: (0..<header.times).map { index in
                let start = times.startIndex + index * timeLength
                return Self.number(times[start..<start + timeLength])
            },
            kinds: kinds.map(Int.init),
            types: (0..<header.types).map { index in
                let start = types.startIndex + index * Self.typeLength
                let name = names.dropFirst(Int(types[start + 5])).prefix { $0 != 0 }
                return ZoneRules.Offset(
                    seconds: Int(Self.number(types[start..<start + 4])),
                    abbreviation: String(decoding: name, as: UTF8.self)
                )
            }
        )
    }

    /// The text between the two line breaks at the end.
    private mutating func footer() -> String? {
        let newline = UInt8(ascii: "\n")
        guard rest.popFirst() == newline, let end = rest.firstIndex(of: newline) else { return nil }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    /// A signed number, most significant byte first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
