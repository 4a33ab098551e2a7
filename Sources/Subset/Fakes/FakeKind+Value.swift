extension FakeKind {
    /// Returns a made-up value.
    /// - Parameters:
    ///   - draws: determine the value.
    ///   - original: the value to replace, from which only form and length are taken.
    ///   - isUnique: whether different originals must get different values. The result then contains 50 random bits.
    func value(_ draws: inout FakeDraws, original: UnsafeRawBufferPointer, isUnique: Bool) -> String {
        switch self {
        case .person: "\(draws.pick(FakeWords.given)) \(draws.pick(FakeWords.names))" + suffix(" ", &draws, isUnique)
        case .company: Self.company(&draws) + suffix(" ", &draws, isUnique)
        case .email: Self.email(&draws, isUnique: isUnique)
        case .phone: Self.phone(&draws)
        case .street:
            "\(draws.below(999) + 1) \(draws.pick(FakeWords.names)) \(draws.pick(FakeWords.streets))"
                + suffix(" ", &draws, isUnique)
        case .city: draws.pick(FakeWords.names) + suffix(" ", &draws, isUnique)
        case .postalCode: draws.digits(5)
        case .ssn: Self.ssn(&draws)
        case .ein: Self.ein(&draws)
        case .tin: Self.isEIN(original) ? Self.ein(&draws) : Self.ssn(&draws)
        case .text: Self.text(&draws, length: original.count) + suffix(" ", &draws, isUnique)
        case .fileName: Self.fileName(&draws, original, isUnique: isUnique)
        case .slug:
            draws.pick(FakeWords.names).lowercased() + (suffix("-", &draws, isUnique)).lowercased()
        case .url: "https://www.\(draws.pick(FakeWords.names).lowercased()).example" + suffix("/", &draws, isUnique)
        case .hash: draws.code(12)
        }
    }

    private func suffix(_ separator: String, _ draws: inout FakeDraws, _ isUnique: Bool) -> String {
        isUnique ? separator + draws.code(10) : ""
    }

    // MARK: Forms

    private static func company(_ draws: inout FakeDraws) -> String {
        "\(draws.pick(FakeWords.names)) \(draws.pick(FakeWords.trades)) \(draws.pick(FakeWords.forms))"
    }

    private static func email(_ draws: inout FakeDraws, isUnique: Bool) -> String {
        let person = "\(draws.pick(FakeWords.given)).\(draws.pick(FakeWords.names))"
        let own = isUnique ? draws.code(10) : draws.digits(3)
        return "\(person).\(own)@\(draws.pick(FakeWords.names)).example".lowercased()
    }

    /// Source: North American Numbering Plan, 555-0100 to 555-0199 are for fictional use.
    private static func phone(_ draws: inout FakeDraws) -> String {
        "(\(draws.below(8) + 2)\(draws.digits(2))) 555-01\(draws.digits(2))"
    }

    /// Source: seeds/checks/fake_identities.sql.
    private static func ssn(_ draws: inout FakeDraws) -> String {
        let area = draws.below(101)
        let group = draws.below(49) + 1
        return "\(area == 100 ? "000" : String(900 + area))-\(group < 10 ? "0" : "")\(group)-\(draws.digits(4))"
    }

    private static func ein(_ draws: inout FakeDraws) -> String {
        let unassigned = ["00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89"]
        return "\(draws.pick(unassigned))-\(draws.digits(7))"
    }

    private static func isEIN(_ original: UnsafeRawBufferPointer) -> Bool {
        original.count == 10 && original[2] == UInt8(ascii: "-")
    }

    private static let longestText = 4_000

    private static func text(_ draws: inout FakeDraws, length: Int) -> String {
        let length = min(length, longestText)
        var text = ""
        var sentence = 0
        repeat {
            let word = draws.pick(FakeWords.text)
            if !text.isEmpty { text += " " }
            text += sentence == 0 ? word.prefix(1).uppercased() + word.dropFirst() : word
            sentence += 1
            if sentence > 4 + draws.below(8), text.utf8.count < length {
                text += "."
                sentence = 0
            }
        } while text.utf8.count < length
        return text
    }

    private static func fileName(
        _ draws: inout FakeDraws,
        _ original: UnsafeRawBufferPointer,
        isUnique: Bool
    ) -> String {
        let name = text(&draws, length: 12) + (isUnique ? " \(draws.code(10))" : " \(draws.digits(4))")
        guard let dot = original.lastIndex(of: UInt8(ascii: ".")) else { return name }
        let ending = String(decoding: original[(dot + 1)...], as: UTF8.self).lowercased()
        return FakeWords.extensions.contains(ending) ? "\(name).\(ending)" : name
    }
}
