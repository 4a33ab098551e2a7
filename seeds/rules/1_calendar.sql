-- The calendar around the day of --as-of, and the days on which returns are due. Functions and tables are temporary: the
-- rules after this one use them, and they end with the loading.
--
-- Before its rules run, cpadev sets cpadev.as_of, the day, and cpadev.moved_days, by how much the files' days moved.

CREATE FUNCTION pg_temp.as_of() RETURNS date STABLE LANGUAGE sql
RETURN current_setting('cpadev.as_of')::date;

CREATE FUNCTION pg_temp.has_moved() RETURNS boolean STABLE LANGUAGE sql
RETURN current_setting('cpadev.moved_days')::integer <> 0;

-- A share from 0 to 1 that is the same each time: chance, drawn from an id.
CREATE FUNCTION pg_temp.share(id text) RETURNS float8 IMMUTABLE LANGUAGE sql
RETURN ('x' || substr(md5(id), 1, 8))::bit(32)::bigint / 4294967296.0;

-- The last day of the month whose end is near: what the files have as one is moved by three days at most.
CREATE FUNCTION pg_temp.month_end(near date) RETURNS date IMMUTABLE LANGUAGE sql
RETURN (date_trunc('month', near - 10) + interval '1 month - 1 day')::date;

-- The weekday (1 is Monday) of a month for the number-th time.
CREATE FUNCTION pg_temp.nth(year integer, month integer, weekday integer, number integer) RETURNS date
IMMUTABLE LANGUAGE sql
RETURN make_date(year, month, 1) + (weekday - extract(isodow FROM make_date(year, month, 1))::integer + 7) % 7
    + 7 * (number - 1);

-- A holiday on Saturday is observed on Friday, one on Sunday on Monday. 5 U.S.C. 6103(b), E.O. 11582; D.C. Code
-- 28-2701.
CREATE FUNCTION pg_temp.observed(day date) RETURNS date IMMUTABLE LANGUAGE sql
RETURN day + CASE extract(isodow FROM day) WHEN 6 THEN -1 WHEN 7 THEN 1 ELSE 0 END;

-- Legal holidays by where they are kept: US everywhere; DC counts for federal returns wherever they are filed (IRC 7503);
-- NE, New England's Patriots' Day, for those of Maine and Massachusetts.
CREATE TEMPORARY TABLE holidays ON COMMIT DROP AS
SELECT kept_in, day
FROM generate_series(
    extract(year FROM pg_temp.as_of())::integer - 4, extract(year FROM pg_temp.as_of())::integer + 4
) AS year
CROSS JOIN LATERAL (VALUES
    -- 5 U.S.C. 6103(a)
    ('US', pg_temp.observed(make_date(year, 1, 1))),       -- New Year's Day
    ('US', pg_temp.nth(year, 1, 1, 3)),                    -- Birthday of Martin Luther King, Jr.
    ('US', pg_temp.nth(year, 2, 1, 3)),                    -- Washington's Birthday
    ('US', pg_temp.nth(year, 6, 1, 1) - 7),                -- Memorial Day, the last Monday of May
    ('US', pg_temp.observed(make_date(year, 6, 19))),      -- Juneteenth
    ('US', pg_temp.observed(make_date(year, 7, 4))),       -- Independence Day
    ('US', pg_temp.nth(year, 9, 1, 1)),                    -- Labor Day
    ('US', pg_temp.nth(year, 10, 1, 2)),                   -- Columbus Day
    ('US', pg_temp.observed(make_date(year, 11, 11))),     -- Veterans Day
    ('US', pg_temp.nth(year, 11, 4, 4)),                   -- Thanksgiving Day
    ('US', pg_temp.observed(make_date(year, 12, 25))),     -- Christmas Day
    -- D.C. Code 28-2701
    ('DC', pg_temp.observed(make_date(year, 4, 16))),      -- Emancipation Day
    -- 1 M.R.S. 71-A, M.G.L. c. 4 s. 7 cl. 18
    ('NE', pg_temp.nth(year, 4, 1, 3))                     -- Patriots' Day
) AS kept (kept_in, day);

-- For each day, the next one that is a business day (itself, if it is one), and the last one; and the day on which
-- something is due that law sets on it, elsewhere and in New England. IRC 7503: what is due on a Saturday, a Sunday or a
-- legal holiday is due on the next day that is none.
CREATE TEMPORARY TABLE calendar ON COMMIT DROP AS
WITH days AS (
    SELECT day::date,
        extract(isodow FROM day) < 6 AS is_weekday,
        EXISTS (SELECT FROM holidays h WHERE h.day = days.day AND kept_in = 'US') AS us,
        EXISTS (SELECT FROM holidays h WHERE h.day = days.day AND kept_in = 'DC') AS dc,
        EXISTS (SELECT FROM holidays h WHERE h.day = days.day AND kept_in = 'NE') AS ne
    FROM generate_series(pg_temp.as_of() - 900, pg_temp.as_of() + 800, interval '1 day') AS days (day)
)
SELECT day, is_weekday, is_weekday AND NOT us AS is_business,
    min(day) FILTER (WHERE is_weekday AND NOT us) OVER later AS next_business,
    max(day) FILTER (WHERE is_weekday AND NOT us) OVER earlier AS last_business,
    min(day) FILTER (WHERE is_weekday AND NOT us AND NOT dc) OVER later AS due,
    min(day) FILTER (WHERE is_weekday AND NOT us AND NOT dc AND NOT ne) OVER later AS due_in_new_england
FROM days
WINDOW later AS (ORDER BY day DESC), earlier AS (ORDER BY day);

ALTER TABLE calendar ADD PRIMARY KEY (day);

-- When the return of a calendar year is due, and when if it is extended: month and day of the year after.
CREATE TEMPORARY TABLE filing_rules ON COMMIT DROP AS
SELECT * FROM (VALUES
    -- IRC 6072(a), Treas. Reg. 1.6081-4
    ('1040', 'US', 4, 15, 10, 15),
    -- IRC 6072(b), Treas. Reg. 1.6081-3 and 1.6081-2
    ('1120-S', 'US', 3, 15, 9, 15),
    ('1065', 'US', 3, 15, 9, 15),
    -- Ohio R.C. 5747.08(G), 5747.42: a federal extension extends to the same day
    ('1040', 'OH', 4, 15, 10, 15),
    ('1120-S', 'OH', 4, 15, 9, 15),
    ('1065', 'OH', 4, 15, 9, 15),
    -- Indiana IC 6-3-4-3, 6-8.1-6-1: a month after the federal extension
    ('1040', 'IN', 4, 15, 11, 15),
    ('1120-S', 'IN', 4, 15, 10, 15),
    ('1065', 'IN', 4, 15, 10, 15),
    -- Kentucky KRS 141.160, 141.170
    ('1040', 'KY', 4, 15, 10, 15),
    ('1120-S', 'KY', 4, 15, 10, 15),
    ('1065', 'KY', 4, 15, 10, 15),
    -- Virginia Code 58.1-341 and 58.1-344 (Form 760: 1 May, and six months), 58.1-392 (Form 502)
    ('1040', 'VA', 5, 1, 11, 1),
    ('1120-S', 'VA', 4, 15, 10, 15),
    ('1065', 'VA', 4, 15, 10, 15),
    -- North Carolina G.S. 105-155, 105-131.7, 105-154, 105-263
    ('1040', 'NC', 4, 15, 10, 15),
    ('1120-S', 'NC', 4, 15, 10, 15),
    ('1065', 'NC', 4, 15, 10, 15),
    -- Maryland Tax-General 10-820, 10-821, 10-823; Form 510: seven months for S corporations, six for others
    ('1040', 'MD', 4, 15, 10, 15),
    ('1120-S', 'MD', 4, 15, 11, 15),
    ('1065', 'MD', 4, 15, 10, 15),
    -- District of Columbia D.C. Code 47-1805.03; an S corporation files as a corporation there (Form D-20)
    ('1040', 'DC', 4, 15, 10, 15),
    ('1120-S', 'DC', 4, 15, 10, 15),
    ('1065', 'DC', 3, 15, 9, 15),
    -- West Virginia Code 11-21-51, 11-21-57, 11-13A; Form PTE-100
    ('1040', 'WV', 4, 15, 10, 15),
    ('1120-S', 'WV', 3, 15, 9, 15),
    ('1065', 'WV', 3, 15, 9, 15),
    -- South Carolina Code 12-6-4970, 12-6-4980
    ('1040', 'SC', 4, 15, 10, 15),
    ('1120-S', 'SC', 3, 15, 9, 15),
    ('1065', 'SC', 3, 15, 9, 15),
    -- Pennsylvania 72 P.S. 7330, 7330.1; Form PA-20S/PA-65: five months
    ('1040', 'PA', 4, 15, 10, 15),
    ('1120-S', 'PA', 4, 15, 9, 15),
    ('1065', 'PA', 4, 15, 9, 15),
    -- Massachusetts M.G.L. c. 62C ss. 6, 7, 11, 19
    ('1040', 'MA', 4, 15, 10, 15),
    ('1120-S', 'MA', 3, 15, 9, 15),
    ('1065', 'MA', 3, 15, 9, 15),
    -- Maine 36 M.R.S. 5227, 5231
    ('1040', 'ME', 4, 15, 10, 15),
    ('1120-S', 'ME', 3, 15, 9, 15),
    ('1065', 'ME', 3, 15, 9, 15),
    -- Vermont 32 V.S.A. 5861, 5868, 5920
    ('1040', 'VT', 4, 15, 10, 15),
    ('1120-S', 'VT', 3, 15, 9, 15),
    ('1065', 'VT', 3, 15, 9, 15),
    -- New Hampshire RSA 77-A:6 and 77-A:9: business profits tax, seven months. It taxes no wages.
    ('1120-S', 'NH', 4, 15, 11, 15),
    ('1065', 'NH', 3, 15, 10, 15)
) AS rules (form, jurisdiction, month, day, extended_month, extended_day);

-- The same as days, by the tax year. A return of somebody in Maine or Massachusetts, and one to those states, is not due
-- on Patriots' Day.
CREATE TEMPORARY TABLE filing_days ON COMMIT DROP AS
SELECT form, jurisdiction, tax_year, in_new_england,
    CASE WHEN in_new_england THEN o.due_in_new_england ELSE o.due END AS due_on,
    CASE WHEN in_new_england THEN x.due_in_new_england ELSE x.due END AS extended_on
FROM filing_rules
CROSS JOIN generate_series(
    extract(year FROM pg_temp.as_of())::integer - 3, extract(year FROM pg_temp.as_of())::integer + 1
) AS tax_year
CROSS JOIN (VALUES (false), (true)) AS places (in_new_england)
JOIN calendar o ON o.day = make_date(tax_year + 1, month, filing_rules.day)
JOIN calendar x ON x.day = make_date(tax_year + 1, extended_month, extended_day);

ANALYZE calendar;
ANALYZE filing_days;
