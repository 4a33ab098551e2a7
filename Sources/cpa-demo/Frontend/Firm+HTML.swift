extension Firm.Figures {
    /// The figures as a description list.
    var html: HTML {
        let infected: HTML =
            infected == 0 ? "" : "<div><dt>Infected</dt><dd class=\"bad\">\(Money.grouped(infected))</dd></div>"
        return """
            <dl class="figures">
            <div><dt>Clients</dt><dd>\(Money.grouped(clients))</dd></div>
            <div><dt>Engagements</dt><dd>\(Money.grouped(engagements))</dd></div>
            <div><dt>Open invoices</dt><dd>\(Money.text(cents: openCents))\
            <span class="muted"> in \(Money.grouped(openInvoices))</span></dd></div>
            <div><dt>Documents</dt><dd>\(Money.grouped(documents))</dd></div>
            \(infected)
            </dl>
            """
    }
}
