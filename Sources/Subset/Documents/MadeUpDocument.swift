/// The bytes of a made-up document of a media type and size.
package struct MadeUpDocument: Hashable, Sendable {
    package var type: String
    package var size: Int

    /// - Parameter limit: the largest size.
    package init(type: String, size: Int, limit: Int) {
        self.type = type.lowercased()
        self.size = max(0, min(size, limit))
    }

    /// The name of the file, which is the same for all documents of the type and size.
    package var name: String { "\(size).\(ending)" }

    private var ending: String {
        switch type {
        case "application/pdf": "pdf"
        case "text/csv": "csv"
        case "image/png": "png"
        case "application/json": "json"
        case "text/html": "html"
        default: "txt"
        }
    }

    /// The bytes: a whole file of the type if that fits into the size, otherwise text.
    package var bytes: [UInt8] {
        switch ending {
        case "pdf": Self.pdf(size)
        case "png": Self.png(size)
        case "csv": Self.repeated("account,description,amount\n", "4000,Lorem ipsum,100.00\n", size)
        case "json": Self.json(size)
        default: Self.repeated("", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n", size)
        }
    }

    private static func repeated(_ head: String, _ line: String, _ size: Int) -> [UInt8] {
        var bytes = Array(head.utf8)
        let line = Array(line.utf8)
        bytes.reserveCapacity(size + line.count)
        while bytes.count < size { bytes += line }
        bytes.removeLast(bytes.count - size)
        if size > 0 { bytes[size - 1] = UInt8(ascii: "\n") }
        return bytes
    }

    private static func json(_ size: Int) -> [UInt8] {
        let (head, tail) = (Array(#"{"text":""#.utf8), Array("\"}\n".utf8))
        guard size >= head.count + tail.count else { return repeated("", "Lorem ipsum ", size) }
        return head + [UInt8](repeating: UInt8(ascii: "x"), count: size - head.count - tail.count) + tail
    }

    // MARK: PDF

    /// A page with a line of text. A comment fills the space before the table of the objects.
    private static func pdf(_ size: Int) -> [UInt8] {
        let content = "BT /F1 24 Tf 72 720 Td (Made-up document) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
                + "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
        ]
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        func end(_ place: Int) -> String {
            let entries = places.map { padded($0) + " 00000 n \n" }.joined()
            return "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(entries)trailer\n"
                + "<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(padded(place))\n%%EOF\n"
        }
        let filler = size - file.utf8.count - end(0).utf8.count
        guard filler >= 2 else { return repeated("", "%PDF-1.4 made up\n", size) }
        let comment = "%" + String(repeating: ".", count: filler - 2) + "\n"
        return Array(file.utf8) + Array(comment.utf8) + Array(end(size - end(0).utf8.count).utf8)
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    // MARK: PNG

    /// A grey point, then bytes that readers ignore after the end of the image. Source: PNG specification, section 5.
    private static func png(_ size: Int) -> [UInt8] {
        let image: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0,
            1,
            8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0, 0,
            0,
            0x82, 0, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
        ]
        guard size >= image.count else { return repeated("", "made up ", size) }
        return image + [UInt8](repeating: 0, count: size - image.count)
    }
}
