import Foundations

/// Dates and timestamps that are moved by days.
enum ShiftedDate {
    /// Appends a date or timestamp in ISO form, moved. Others, such as `infinity`, stay as they are.
    static func append(_ value: UnsafeRawBufferPointer, days: Int, to line: inout [UInt8]) {
        guard value.count >= 10, value.last != UInt8(ascii: "C"),
            let day = CalendarDay(String(decoding: value[..<10], as: UTF8.self))
        else { return CSVField.append(value, to: &line) }
        line.append(contentsOf: CalendarDay(number: day.number + days).text.utf8)
        line.append(contentsOf: value[10...])
    }
}
