// As JSON: {"series": […]}, {"lines": […]}, {"failed": "…"} or {}.
extension PanelData: Codable {
    private enum CodingKeys: CodingKey { case series, lines, failed }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let series = try container.decodeIfPresent([Series].self, forKey: .series) {
            self = .series(series)
        } else if let lines = try container.decodeIfPresent([String].self, forKey: .lines) {
            self = .lines(lines)
        } else {
            self = try container.decodeIfPresent(String.self, forKey: .failed).map(PanelData.failed) ?? .none
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .series(let series): try container.encode(series, forKey: .series)
        case .lines(let lines): try container.encode(lines, forKey: .lines)
        case .failed(let reason): try container.encode(reason, forKey: .failed)
        case .none: break
        }
    }
}

// As JSON: [time, value]. A value that is not a finite number, which JSON has not, is null.
extension Series.Sample: Codable {
    package init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        time = try list.decode(Double.self)
        value = try list.decodeNil() ? .nan : list.decode(Double.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(time)
        if value.isFinite { try list.encode(value) } else { try list.encodeNil() }
    }
}
