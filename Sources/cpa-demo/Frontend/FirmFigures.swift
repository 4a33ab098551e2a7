/// A firm's figures as a description list.
struct FirmFigures {
    let figures: Firm.Figures

    var html: HTML {
        let infected: HTML =
            figures.infected == 0
            ? "" : "<div><dt>Infected</dt><dd class=\"bad\">\(Money.grouped(figures.infected))</dd></div>"
        return """
            <dl class="figures">
            <div><dt>Clients</dt><dd>\(Money.grouped(figures.clients))</dd></div>
            <div><dt>Engagements</dt><dd>\(Money.grouped(figures.engagements))</dd></div>
            <div><dt>Open invoices</dt><dd>\(Money.text(cents: figures.openCents))\
            <span class="muted"> in \(Money.grouped(figures.openInvoices))</span></dd></div>
            <div><dt>Documents</dt><dd>\(Money.grouped(figures.documents))</dd></div>
            \(infected)
            </dl>
            """
    }
}
