import Foundation
import Testing

@testable import Seeding

/// The bundled documents as an accountant reads them.
@Suite struct WageStatementTests {
    private static let firms = URL(filePath: SeedSetTests.repository).deletingLastPathComponent().appending(
        path: "firms"
    )

    /// The documents of a kind, each as its lines.
    private static func documents(_ kind: String) throws -> [(name: String, lines: [String])] {
        let folders = try FileManager.default.contentsOfDirectory(at: firms, includingPropertiesForKeys: nil)
        return try folders.flatMap { folder in
            let folder = folder.appending(path: "documents")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.contains("-\(kind)-") }.sorted().map { name in
                    let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
                    // A page's text is not compressed: `(label .... value) Tj`.
                    let text = String(decoding: bytes, as: UTF8.self)
                    return (name, text.split(separator: "\n").map(String.init).filter { $0.hasSuffix(") Tj T*") })
                }
        }
    }

    /// The value behind a label, as text.
    private static func value(_ label: String, _ lines: [String]) -> String? {
        let line = lines.first { $0.hasPrefix("(\(label)") }
        return line.flatMap { $0.dropLast(7).split(separator: ".. ").last.map(String.init) }
    }

    private static func dollars(_ label: String, _ lines: [String]) throws -> Int {
        try #require(value(label, lines).flatMap { Int($0.filter { $0 != "," }) }, "\(label)")
    }

    @Test func boxesOfAWageStatementAgree() throws {
        let statements = try Self.documents("w-2")
        #expect(statements.count >= 4)
        for (name, lines) in statements {
            let wages = try Self.dollars("1  Wages", lines)
            let social = try Self.dollars("3  Social security wages", lines)
            let medicare = try Self.dollars("5  Medicare wages", lines)
            let deferred = try Self.dollars("12a Code D", lines)
            #expect(deferred > 0 && wages + deferred == medicare, "\(name)")
            // 184,500 is the wage base of 2026, 168,600 that of 2024.
            #expect(social == medicare && social < 168_600, "\(name)")
            #expect(abs(try Self.dollars("4  Social security tax", lines) * 1000 - social * 62) <= 500, "\(name)")
            #expect(abs(try Self.dollars("6  Medicare tax", lines) * 10_000 - medicare * 145) <= 5000, "\(name)")
            #expect(try Self.dollars("15 State", lines) == wages, "\(name)")
            #expect(Self.value("Employee ", lines)?.split(separator: " ").count == 2, "\(name)")
        }
    }

    /// Checks in SQL see no documents.
    @Test func taxpayerNumbersAreTheirOwners() throws {
        let clients = try Self.clients()
        var employers: [String: String] = [:]
        for (name, lines) in try Self.documents("w-2") {
            let employer = try #require(Self.value("Employer ", lines), "\(name)")
            let number = try #require(Self.value("Employer identification", lines), "\(name)")
            #expect(employers.updateValue(employer, forKey: number) ?? employer == employer, "\(number)")
            #expect(clients[number] == nil, "\(number) is a client's")
            let employee = try #require(Self.value("Employee ", lines), "\(name)")
            let owner = clients[try #require(Self.value("Social security number", lines), "\(name)")]
            #expect(owner?.split(separator: " ").last == employee.split(separator: " ").last, "\(name)")
        }
        #expect(Set(employers.values).count == employers.count, "an employer has two numbers")
        for (name, lines) in try Self.documents("schedule-k-1") {
            let number = try #require(Self.value("Employer identification", lines), "\(name)")
            #expect(clients[number] == Self.value("Entity", lines), "\(name)")
        }
    }

    /// The names of all clients by taxpayer number.
    private static func clients() throws -> [String: String] {
        var names: [String: String] = [:]
        for firm in try FileManager.default.contentsOfDirectory(at: firms, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: firm.appending(path: "clients.csv"), encoding: .utf8)
            for line in text.split(separator: "\n").dropFirst() {
                // A quoted name with a comma would need a parser of CSV.
                let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let known = names.updateValue(fields[4], forKey: fields[6])
                #expect(known == nil || known == fields[4], "\(fields[6])")
            }
        }
        return names
    }

    @Test func capitalAccountOfAPartnerAddsUp() throws {
        let shares = try Self.documents("schedule-k-1")
        #expect(!shares.isEmpty)
        for (name, lines) in shares {
            func dollars(_ label: String) throws -> Int { try Self.dollars(label, lines) }
            let separate = try dollars("5   Interest") - dollars("12  Section 179") - dollars("13A Charitable")
            #expect(try dollars("  Net income") == dollars("1   Ordinary") + separate, "\(name)")
            let change = try dollars("  Net income") - dollars("19A Distributions")
            #expect(try dollars("  Ending") == dollars("  Beginning") + change, "\(name)")
        }
    }

    /// Those who are audited for their members or donors have neither stock nor customers.
    @Test func nonprofitsHaveNoCountSheets() throws {
        let folder = Self.firms.appending(path: "granite-assurance")
        let nonprofit = [
            "Foundation", "Trust", "Alliance", "Museum", "Credit Union", "Retirement Plan", "Food Bank", "School",
        ]
        let clients = try String(contentsOf: folder.appending(path: "clients.csv"), encoding: .utf8)
            .split(separator: "\n").filter { line in nonprofit.contains { line.contains("\($0),") } }
            .compactMap { $0.split(separator: ",").first }
        #expect(clients.count > 10)
        let documents = try String(contentsOf: folder.appending(path: "documents.csv"), encoding: .utf8)
        for line in documents.split(separator: "\n") where line.contains("nventory count") || line.contains("aging") {
            #expect(!clients.contains { line.contains($0) }, "\(line)")
        }
    }
}
