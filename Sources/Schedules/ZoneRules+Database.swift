extension ZoneRules {
    /// Where systems keep the time zone database.
    package static let defaultFolder = "/usr/share/zoneinfo"
    /// A file is a few KiB.
    package static let largestFile = 1 << 20

    /// The names of UTC, for which no file is read.
    private static let namesOfUTC: Set<String> = ["UTC", "Etc/UTC", "Z", "Zulu"]

    /// Finds a zone in the time zone database.
    /// - Parameters:
    ///   - name: The identifier, such as `America/New_York`.
    ///   - folder: The database.
    ///   - read: Returns the contents of a file, given its path; nil if there is none.
    /// - Throws: ``ScheduleProblem`` that says whether the name is wrong or the database is missing.
    package static func find(
        _ name: String,
        in folder: String = defaultFolder,
        read: (String) -> [UInt8]?
    ) throws(ScheduleProblem) -> ZoneRules {
        if namesOfUTC.contains(name) { return utc }
        let problem = ScheduleProblem(
            "unknown time zone '\(name.prefix(60))'",
            hint: "write it like America/New_York or UTC"
        )
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        // A name must not lead to files elsewhere.
        guard parts.allSatisfy({ !$0.isEmpty && $0.first != "." && $0.utf8.allSatisfy(isNameByte) }) else {
            throw problem
        }
        guard let bytes = read("\(folder)/\(name)") else {
            // Every database has it.
            guard read("\(folder)/UTC") == nil else { throw problem }
            throw ScheduleProblem(
                "the time zone '\(name)' cannot be read, because \(folder) is missing",
                hint: "install Debian's package tzdata, or use UTC"
            )
        }
        guard let zone = ZoneFile.parse(bytes, name: name) else {
            throw ScheduleProblem("\(folder)/\(name) is not a file of the time zone database")
        }
        return zone
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
