"""Documents that are tables. Their sums are correct: debits equal credits, and totals equal the sum of their items."""

CSV = "text/csv"


def csv_bytes(header, rows):
    lines = [",".join(header)] + [",".join(str(cell) for cell in cells) for cells in rows]
    return ("\n".join(lines) + "\n").encode()


def trial_balance(case):
    d = case.dice
    sales = d.between(420, 6_400) * 1000
    debits = [("1010", "Cash", sales * 9 // 100), ("1200", "Accounts receivable", sales * 11 // 100),
              ("1300", "Inventory", sales * 8 // 100), ("1400", "Prepaid expenses", sales // 100),
              ("1500", "Equipment", sales * 22 // 100), ("5010", "Cost of sales", sales * 54 // 100),
              ("6010", "Wages", sales * 19 // 100), ("6020", "Payroll taxes", sales * 16 // 1000),
              ("6100", "Rent", sales * 4 // 100), ("6200", "Utilities", sales * 9 // 1000),
              ("6300", "Insurance", sales * 12 // 1000), ("6400", "Repairs", sales * 7 // 1000),
              ("6500", "Office and software", sales * 8 // 1000), ("6600", "Vehicles", sales * 11 // 1000),
              ("6700", "Depreciation", sales * 21 // 1000), ("6800", "Interest", sales * 5 // 1000)]
    credits = [("1590", "Accumulated depreciation", sales * 10 // 100), ("2010", "Accounts payable", sales * 7 // 100),
               ("2100", "Accrued wages", sales * 14 // 1000), ("2200", "Sales tax payable", sales * 3 // 1000),
               ("2500", "Notes payable", sales * 12 // 100), ("4010", "Sales", sales),
               ("4900", "Other income", sales // 500)]
    equity = sum(amount for *_, amount in debits) - sum(amount for *_, amount in credits)
    credits.append(("3010", "Equity, beginning of year", equity))
    rows = [(account, name, f"{amount}.00", "") for account, name, amount in debits]
    rows += [(account, name, "", f"{amount}.00") for account, name, amount in credits]
    total = f"{sum(amount for *_, amount in debits)}.00"
    content = csv_bytes(["account", "name", "debit", "credit"], sorted(rows) + [("", "Total", total, total)])
    return "Trial balance.csv", CSV, content


def fixed_assets(case):
    things = [("Delivery van", 5), ("Forklift", 5), ("Lathe", 7), ("Compressor", 7), ("Shelving", 7),
              ("Office furniture", 7), ("Server", 5), ("Laptops", 5), ("Walk-in cooler", 7),
              ("Leasehold improvements", 15), ("Sign", 15), ("Packing line", 7), ("Scanner", 5), ("Trailer", 5), ("Workbenches", 7), ("Parking lot", 15),
              ("Generator", 15), ("Point of sale system", 5), ("Phone system", 7), ("Security cameras", 5)]
    rows = []
    for number, (name, life) in enumerate(case.dice.some(things, 16), start=1):
        cost, age = case.dice.between(9, 420) * 120, case.dice.between(0, life - 1)
        rows.append((f"FA-{number:03}", name, life, cost, cost // life * age, cost // life,
                     cost - cost // life * (age + 1)))
    totals = [sum(cells[column] for cells in rows) for column in range(3, 7)]
    header = ["asset", "description", "life_years", "cost", "accumulated_before", "depreciation", "book_value"]
    return "Fixed asset register.csv", CSV, csv_bytes(header, rows + [("", "Total", "", *totals)])


def receivables_aging(case):
    rows = []
    for number in range(1, 25):
        cells = [case.dice.between(0, 9_000) if case.dice.chance(chance) else 0 for chance in (0.9, 0.45, 0.2, 0.12)]
        rows.append((f"K{number:03}", f"Customer {number:03}", *cells, sum(cells)))
    totals = [sum(cells[column] for cells in rows) for column in range(2, 7)]
    header = ["customer", "name", "current", "31_to_60", "61_to_90", "over_90", "total"]
    return "Receivables aging.csv", CSV, csv_bytes(header, rows + [("", "Total", *totals)])


def inventory_count(case):
    words = ["bracket", "bearing", "panel", "hose", "valve", "cable", "filter", "gasket"]
    rows = []
    for tag in range(1, 41):
        book, cost = case.dice.between(4, 900), case.dice.between(40, 9_000)
        counted = book - case.dice.between(-3, 4) if case.dice.chance(0.15) else book
        item = f"{case.dice.pick(words)} {case.dice.between(100, 999)}"
        rows.append((f"T{tag:04}", item, "ABC"[tag % 3], book, counted, counted - book, f"{cost / 100:.2f}"))
    header = ["tag", "item", "hall", "book", "counted", "difference", "unit_cost"]
    return "Inventory count sheets.csv", CSV, csv_bytes(header, rows)


def apportionment(case):
    states = case.engagement.get("states") or [case.client["state"]]
    rows, sales = [], [case.dice.between(40, 900) * 1000 for _ in states]
    for state, amount in zip(states, sales):
        share = amount / sum(sales)
        for factor, base in (("sales", sum(sales)), ("payroll", sum(sales) // 3), ("property", sum(sales) // 2)):
            rows.append((state, factor, int(base * share), base, f"{share:.6f}"))
    for number in range(1, 25):
        rows.append((case.dice.pick(states), f"invoice sample {number:02}", case.dice.between(200, 9_000), "", ""))
    return "Apportionment.csv", CSV, csv_bytes(["state", "factor", "in_state", "everywhere", "ratio"], rows)
