/// Makes the rows of a source harmless, one at a time.
///
/// What a value becomes follows from the key and the value alone, so equal values stay equal in all tables and pulls.
/// Only where two originals would get the same taxpayer number does the order of the rows count, and where a made-up
/// value happens to be somebody's original does it depend on the other originals.
package struct RowMasker: Sendable {
    /// The document that a row names.
    package struct Document: Hashable, Sendable {
        package var type: String
        package var size: Int
    }

    private let key: FakeKey
    private let weeks: Int
    private var row = CopyRow()
    private var fakes: FakeValues
    /// The numbers of the last subjects, by some bits of the hash of their ids.
    private var subjects = [(hash: UInt64, number: UInt64)](repeating: (0, 0), count: 1 << 12)
    /// The document that the last row names.
    package private(set) var document: Document?
    /// The id of the last row's firm; empty if it belongs to none.
    package private(set) var firm: [UInt8] = []

    package init(key: FakeKey, weeks: Int) {
        self.key = key
        self.weeks = weeks
        fakes = FakeValues(key: key)
    }

    // MARK: Originals

    /// Adds the sensitive values of a row to the originals.
    package mutating func remember(
        _ bytes: UnsafeRawBufferPointer,
        _ plan: TablePlan,
        in originals: inout OriginalValues
    ) {
        row.read(bytes)
        row.bytes.withUnsafeBytes { bytes in
            for (index, column) in plan.columns.enumerated() where column.isSensitive {
                let field = row.fields[index]
                guard !field.isNull else { continue }
                originals.add(UnsafeRawBufferPointer(rebasing: bytes[field.range]))
            }
        }
    }

    // MARK: Results

    /// Appends the harmless row as a line of CSV, without the newline. Sets ``firm`` and ``document``.
    /// - Throws: ``FakeError``.
    package mutating func mask(
        _ bytes: UnsafeRawBufferPointer,
        _ plan: TablePlan,
        avoiding originals: inout OriginalValues,
        into line: inout [UInt8]
    ) throws {
        row.read(bytes)
        guard row.fields.count == plan.columns.count + 2 else {
            throw FakeError(table: plan.table, column: "", reason: "the server sent \(row.fields.count) fields")
        }
        let fields = row.fields
        let content = row.bytes
        let firmField = fields[plan.columns.count + 1]
        firm.removeAll(keepingCapacity: true)
        firm.append(contentsOf: content[firmField.range])
        let subject = plan.movesWithSubject ? subjectNumber(content, fields[plan.columns.count], firmField) : 0
        var isFirst = true
        for (index, column) in plan.columns.enumerated() where column.rule != .document {
            if !isFirst { line.append(UInt8(ascii: ",")) }
            isFirst = false
            let field = fields[index]
            let choice = column.choice.map { fields[$0].isNull ? [] : content[fields[$0].range] } ?? []
            try content.withUnsafeBytes { content in
                let value = field.isNull ? nil : UnsafeRawBufferPointer(rebasing: content[field.range])
                do throws(FakeValues.Exhausted) {
                    try append(value, column, choice, subject, &originals, &line)
                } catch {
                    throw FakeError(table: plan.table, column: column.name, reason: error.reason)
                }
            }
        }
        document = plan.hasDocuments ? document(plan, fields, content) : nil
    }

    private mutating func append(
        _ value: UnsafeRawBufferPointer?,
        _ column: TablePlan.Column,
        _ choice: ArraySlice<UInt8>,
        _ subject: UInt64,
        _ originals: inout OriginalValues,
        _ line: inout [UInt8]
    ) throws(FakeValues.Exhausted) {
        if case .constant(let text) = column.rule { return CSVField.append(text, to: &line) }
        guard let value else { return }
        switch column.rule {
        case .keep: CSVField.append(value, to: &line)
        case .keepOnly(let values):
            let kept = values.first { $0.utf8.elementsEqual(value) } ?? values[0]
            CSVField.append(kept, to: &line)
        case .null, .document, .constant: return
        case .fake(let kind): try appendFake(kind, value, column, &originals, &line)
        case .fakeBy(_, let kinds):
            let kind = (kinds.first { $0.value.utf8.elementsEqual(choice) } ?? kinds[0]).kind
            try appendFake(kind, value, column, &originals, &line)
        case .amount(let share): Amount.append(value, factor: Amount.factor(subject, share: share), to: &line)
        case .date(let fixed):
            let weeks = fixed ?? 1 + Int(subject % UInt64(weeks))
            ShiftedDate.append(value, days: -7 * weeks, to: &line)
        }
    }

    private mutating func appendFake(
        _ kind: FakeKind,
        _ value: UnsafeRawBufferPointer,
        _ column: TablePlan.Column,
        _ originals: inout OriginalValues,
        _ line: inout [UInt8]
    ) throws(FakeValues.Exhausted) {
        guard !value.isEmpty else { return CSVField.append(value, to: &line) }
        var fake = try fakes.value(for: value, kind, isUnique: column.isUnique, avoiding: &originals)
        if let length = column.length { fake = String(fake.unicodeScalars.prefix(length)) }
        CSVField.append(fake, to: &line)
    }

    /// The number by which a row's dates and amounts change: that of its subject, or of its firm if it has none.
    private mutating func subjectNumber(
        _ content: [UInt8],
        _ subject: CopyRow.Field,
        _ firm: CopyRow.Field
    ) -> UInt64 {
        let field = subject.isNull ? firm : subject
        return content.withUnsafeBytes { content in
            let id = UnsafeRawBufferPointer(rebasing: content[field.range])
            let hash = Fingerprint.of(id, seed: 1)
            let slot = Int(hash & UInt64(subjects.count - 1))
            if subjects[slot].hash == hash { return subjects[slot].number }
            let number = key.number("subject", id)
            subjects[slot] = (hash, number)
            return number
        }
    }

    private func document(_ plan: TablePlan, _ fields: [CopyRow.Field], _ content: [UInt8]) -> Document {
        func text(_ column: Int?) -> String {
            guard let column, !fields[column].isNull else { return "" }
            return String(decoding: content[fields[column].range], as: UTF8.self)
        }
        return Document(type: text(plan.typeColumn), size: Int(text(plan.sizeColumn)) ?? 0)
    }
}

/// Why a value cannot be replaced.
package struct FakeError: Error, Hashable, Sendable {
    package var table: String
    package var column: String
    package var reason: String
}

extension RowMasker {
    /// Returns what becomes of a text in a column, such as the name of a folder.
    package mutating func text(
        for original: String,
        _ column: TablePlan.Column,
        avoiding originals: inout OriginalValues
    ) throws -> String {
        var line: [UInt8] = []
        var original = original
        try original.withUTF8 { text in
            do throws(FakeValues.Exhausted) {
                try append(UnsafeRawBufferPointer(text), column, [], 0, &originals, &line)
            } catch { throw FakeError(table: "", column: column.name, reason: error.reason) }
        }
        return String(decoding: line, as: UTF8.self)
    }
}
