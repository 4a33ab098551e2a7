import Testing

@testable import Subset

@Suite struct FakeValueTests {
    private func value(
        _ original: String,
        _ kind: FakeKind,
        isUnique: Bool = false,
        key: FakeKey = Samples.key,
        avoiding originals: OriginalValues = Samples.originals()
    ) throws -> String {
        var fakes = FakeValues(key: key)
        var originals = originals
        return try Samples.withBytes(original) {
            try fakes.value(for: $0, kind, isUnique: isUnique, avoiding: &originals)
        }
    }

    @Test(arguments: FakeKind.allCases)
    func aValueFollowsFromKeyAndOriginal(kind: FakeKind) throws {
        let first = try value("12-3456789 Selma Novotny", kind)
        #expect(try value("12-3456789 Selma Novotny", kind) == first)
        #expect(!first.isEmpty)
        let other = FakeKey([UInt8](repeating: 8, count: 32))
        #expect(try value("12-3456789 Selma Novotny", kind, key: other) != first)
    }

    @Test(arguments: [
        (FakeKind.ssn, #"^(000|9[0-9]{2})-([0-3][1-9]|[1-4]0|4[1-9])-[0-9]{4}$"#),
        (.ein, #"^(00|07|08|09|17|18|19|28|29|49|69|70|78|79|89)-[0-9]{7}$"#),
        (.phone, #"^\([2-9][0-9]{2}\) 555-01[0-9]{2}$"#),
        (.email, #"^[a-z]+\.[a-z]+\.[0-9]+@[a-z]+\.example$"#),
        (.url, #"^https://www\.[a-z]+\.example$"#),
        (.postalCode, "^[0-9]{5}$"),
        (.slug, "^[a-z]+$"),
        (.hash, "^[0-9A-Z]{12}$"),
    ])
    func aNumberHasTheFormThatNobodyHas(kind: FakeKind, pattern: String) throws {
        let form = try Regex(pattern)
        for number in 0..<500 {
            let fake = try value("original \(number)", kind)
            #expect(fake.wholeMatch(of: form) != nil, "\(fake)")
        }
    }

    @Test func aTaxpayerNumberKeepsItsKind() throws {
        #expect(try value("12-3456789", .tin).count == 10)
        #expect(try value("123-45-6789", .tin).count == 11)
    }

    @Test(arguments: [FakeKind.ssn, .ein])
    func noTwoOriginalsShareATaxpayerNumber(kind: FakeKind) throws {
        var fakes = FakeValues(key: Samples.key)
        var originals = Samples.originals()
        var seen: Set<String> = []
        for number in 0..<30_000 {
            let fake = try Samples.withBytes("\(number)") {
                try fakes.value(for: $0, kind, isUnique: false, avoiding: &originals)
            }
            #expect(seen.insert(fake).inserted)
        }
    }

    @Test func uniqueValuesStayUnique() throws {
        var fakes = FakeValues(key: Samples.key)
        var originals = Samples.originals()
        var seen: Set<String> = []
        for number in 0..<20_000 {
            let fake = try Samples.withBytes("person \(number)") {
                try fakes.value(for: $0, .email, isUnique: true, avoiding: &originals)
            }
            seen.insert(fake)
        }
        #expect(seen.count == 20_000)
    }

    @Test func aMadeUpValueIsNoOriginal() throws {
        let first = try value("Selma Novotny", .person)
        let second = try value("Selma Novotny", .person, avoiding: Samples.originals(first))
        #expect(second != first)
    }

    @Test(arguments: [("report.PDF", ".pdf"), ("secret.novotny", ""), ("plain", "")])
    func aFileKeepsACommonExtension(original: String, ending: String) throws {
        let name = try value(original, .fileName)
        #expect(name.contains(".") == !ending.isEmpty)
        #expect(name.hasSuffix(ending))
    }

    @Test func aTextIsAboutAsLong() throws {
        for length in [1, 10, 100, 1_000] {
            let text = try value(String(repeating: "a", count: length), .text)
            #expect((length...length + 20).contains(text.count))
        }
    }
}
