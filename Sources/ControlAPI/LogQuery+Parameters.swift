package import LogAnalysis

/// A log query as URL parameters, which users may also type:
///
///     service=NAME           only this service; default: all
///     grep=RE  literal=1     a regular expression, or a literal text
///     case=smart|sensitive|insensitive       smart: sensitive if the pattern has capitals
///     invert=1               lines that do not match
///     level=warn  stream=stdout  field=EXPR  word=TEXT
///     since=  until=         nanoseconds since 1970, or a `TimeExpression`
///     from=  before=         a place between two lines, see `LogPlace`
///     context=N  head=N  tail=N  follow=1  lag=N
///     secrets=1              do not mask secrets
///
/// `service`, `stream`, `field` and `word` may be repeated.
extension LogQuery {
    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The parameters that differ from the default query.
    package var parameters: [Parameter] {
        var result = services.map { Parameter("service", $0) }
        func add(_ name: String, _ value: (some CustomStringConvertible)?) {
            if let value { result.append(Parameter(name, value.description)) }
        }
        func add(_ name: String, if isSet: Bool) { add(name, isSet ? 1 : nil) }
        if let pattern = filter.pattern {
            add("grep", pattern.text)
            add("literal", if: pattern.kind == .literal)
            add("case", pattern.case == .smart ? nil : pattern.case.rawValue)
        }
        add("invert", if: filter.isInverted)
        add("level", filter.leastLevel?.rawValue)
        for stream in LogStream.allCases where filter.streams.contains(stream) { add("stream", stream.rawValue) }
        add("since", filter.since)
        add("until", filter.until)
        add("from", filter.from)
        add("before", filter.before)
        for field in filter.fields { add("field", field) }
        for word in filter.words { add("word", word) }
        add("context", context == 0 ? nil : context)
        add("head", head)
        add("tail", tail)
        add("follow", if: follow)
        add("secrets", if: showsSecrets)
        add("lag", maximumLag)
        return result
    }

    /// Creates a query from parameters.
    ///
    /// - Parameter now: the reference for relative times: nanoseconds since 1970.
    /// - Throws: `badRequest` if a name is unknown or a value is invalid.
    package init(parameters: some Sequence<Parameter>, now: Int64) throws(ControlError) {
        self.init()
        var pattern = LogPattern("")
        var hasPattern = false
        for parameter in parameters {
            let value = parameter.value
            switch parameter.name {
            case "service": services.append(value)
            case "grep":
                pattern.text = value
                hasPattern = !value.isEmpty
            case "literal": pattern.kind = try Self.flag(parameter) ? .literal : .regex
            case "case": pattern.case = try Self.choice(parameter, [.smart, .sensitive, .insensitive])
            case "invert": filter.isInverted = try Self.flag(parameter)
            case "level": filter.leastLevel = try Self.choice(parameter, LogLevel.allCases)
            case "stream": filter.streams.insert(try Self.choice(parameter, LogStream.allCases))
            case "since": filter.since = try Self.time(parameter, now)
            case "until": filter.until = try Self.time(parameter, now)
            case "from": filter.from = try Self.place(parameter)
            case "before": filter.before = try Self.place(parameter)
            case "field": filter.fields.append(value)
            case "word": filter.words.append(value)
            case "context": context = try Self.count(parameter)
            case "head": head = try Self.count(parameter)
            case "tail": tail = try Self.count(parameter)
            case "follow": follow = try Self.flag(parameter)
            case "secrets": showsSecrets = try Self.flag(parameter)
            case "lag": maximumLag = try Self.count(parameter)
            default:
                throw ControlError(
                    .badRequest,
                    "unknown parameter '\(parameter.name)'",
                    hint: "expected one of: service, grep, literal, case, invert, level, stream, since, until, from, "
                        + "before, field, word, context, head, tail, follow, secrets, lag"
                )
            }
        }
        if hasPattern { filter.pattern = pattern }
    }

    private static func flag(_ parameter: Parameter) throws(ControlError) -> Bool {
        switch parameter.value {
        case "1", "true", "": true
        case "0", "false": false
        default: throw ControlError(parameter, "must be 1 or 0")
        }
    }

    private static func count(_ parameter: Parameter) throws(ControlError) -> Int {
        guard let count = Int(parameter.value), count >= 0 else {
            throw ControlError(parameter, "must be a number, 0 or more")
        }
        return count
    }

    private static func choice<Value: RawRepresentable<String>>(
        _ parameter: Parameter,
        _ choices: [Value]
    ) throws(ControlError) -> Value {
        guard let value = choices.first(where: { $0.rawValue == parameter.value }) else {
            throw ControlError(parameter, "must be one of: \(choices.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    private static func place(_ parameter: Parameter) throws(ControlError) -> LogPlace {
        guard let place = LogPlace(parameter.value) else {
            throw ControlError(parameter, "must have the form TIME,SERVICE,SERVICE:NUMBER,…")
        }
        return place
    }

    private static func time(_ parameter: Parameter, _ now: Int64) throws(ControlError) -> Int64 {
        if let nanoseconds = Int64(parameter.value) { return nanoseconds }
        do throws(FilterError) {
            return try TimeExpression(parameter.value, now: now).nanoseconds
        } catch {
            throw ControlError(error)
        }
    }
}

extension ControlError {
    fileprivate init(_ parameter: LogQuery.Parameter, _ demand: String) {
        self.init(.badRequest, "'\(parameter.name)' is '\(parameter.value)', but \(demand)")
    }

    /// A syntax error in a filter, with a marker below its position.
    package init(_ error: FilterError) {
        self.init(.badRequest, "'\(error.text)': \(error.message)", hint: error.hint)
        details = error.excerpt
    }
}

extension FilterError {
    /// The text on one line and, below it, a marker at the position of the error.
    package var excerpt: String {
        let before = text.utf8.prefix(max(0, offset))
        // The offset counts bytes, but the marker must be below a character.
        let columns = String(decoding: before, as: UTF8.self).unicodeScalars.count
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ")
        return "\(line)\n\(String(repeating: " ", count: columns))^\n"
    }
}
