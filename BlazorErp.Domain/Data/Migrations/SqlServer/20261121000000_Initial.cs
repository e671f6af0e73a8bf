using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorErp.Domain.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "app_user",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    display_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    language = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    is_disabled = table.Column<bool>(type: "bit", nullable: false),
                    user_name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "bit", nullable: false),
                    password_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    security_stamp = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    concurrency_stamp = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    phone_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "bit", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "bit", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "bit", nullable: false),
                    access_failed_count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_user", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "change_entry",
                columns: table => new
                {
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    company_id = table.Column<int>(type: "int", nullable: false),
                    node = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    changes = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change_entry", x => x.seq);
                });

            migrationBuilder.CreateTable(
                name: "command_record",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    command_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    action = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    request_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    result = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_command_record", x => new { x.company_id, x.command_id });
                });

            migrationBuilder.CreateTable(
                name: "company",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    country = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    vat_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    registration_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    street = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    city = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    postcode = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    email = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    phone = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    time_zone = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    language = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    short_policy = table.Column<int>(type: "int", nullable: false),
                    payment_term_days = table.Column<int>(type: "int", nullable: false),
                    is_demo = table.Column<bool>(type: "bit", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_company", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_key",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    friendly_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    xml = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job_run",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    job = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    done = table.Column<int>(type: "int", nullable: false),
                    failed = table.Column<int>(type: "int", nullable: false),
                    error = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    started_by = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lease",
                columns: table => new
                {
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    holder = table.Column<long>(type: "bigint", nullable: false),
                    token = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lease", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "self_check",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    held = table.Column<int>(type: "int", nullable: false),
                    broken = table.Column<int>(type: "int", nullable: false),
                    results = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_self_check", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "app_user_claim",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    claim_type = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    claim_value = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_user_claim", x => x.id);
                    table.ForeignKey(
                        name: "fk_app_user_claim_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "app_user_login",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    provider_key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    provider_display_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_user_login", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_app_user_login_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "app_user_token",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    login_provider = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    value = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_user_token", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_app_user_token_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    role = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_account_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    actor_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    actor_kind = table.Column<int>(type: "int", nullable: false),
                    action = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    entity_type = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    entity_id = table.Column<long>(type: "bigint", nullable: false),
                    facts = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    changes = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    command_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entry", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_audit_entry_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_file",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    content_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "varbinary(max)", nullable: true),
                    format = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    source = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    refusals = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    warnings = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    new_lines = table.Column<int>(type: "int", nullable: false),
                    known_lines = table.Column<int>(type: "int", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    actor_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_file", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_file_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "dismissed_proposal",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    signature = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dismissed_proposal", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_dismissed_proposal_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "exchange_rate",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    rate = table.Column<decimal>(type: "decimal(19,8)", precision: 19, scale: 8, nullable: false),
                    source = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchange_rate", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_exchange_rate_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "import_batch",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    file_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    content_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    created = table.Column<int>(type: "int", nullable: false),
                    updated = table.Column<int>(type: "int", nullable: false),
                    unchanged = table.Column<int>(type: "int", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    before = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_batch", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_import_batch_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "journal_entry",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    source_type = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    source_id = table.Column<long>(type: "bigint", nullable: false),
                    source_kind = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    reverses_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_entry", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_journal_entry_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_journal_entry_journal_entry_company_id_reverses_id",
                        columns: x => new { x.company_id, x.reverses_id },
                        principalTable: "journal_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "match_run",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    cause = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    actor_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    file_id = table.Column<long>(type: "bigint", nullable: true),
                    looked = table.Column<int>(type: "int", nullable: false),
                    booked = table.Column<int>(type: "int", nullable: false),
                    suggested = table.Column<int>(type: "int", nullable: false),
                    left_open = table.Column<int>(type: "int", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_match_run", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_match_run_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "membership",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    role = table.Column<int>(type: "int", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_membership", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_membership_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_membership_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "number_series",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    pattern = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    yearly = table.Column<bool>(type: "bit", nullable: false),
                    is_default = table.Column<bool>(type: "bit", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_number_series", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_number_series_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "partner",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    code_key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    legal_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    vat_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    registration_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    country = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    city = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    street = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    postcode = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    email = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    phone = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    language = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    payment_term_days = table.Column<int>(type: "int", nullable: true),
                    is_customer = table.Column<bool>(type: "bit", nullable: false),
                    is_supplier = table.Column<bool>(type: "bit", nullable: false),
                    needs_check = table.Column<bool>(type: "bit", nullable: false),
                    is_blocked = table.Column<bool>(type: "bit", nullable: false),
                    search_text = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partner", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_partner_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "saved_mapping",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    purpose = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    header_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    mapping = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_mapping", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_saved_mapping_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "seal",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    chain = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    last_id = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<int>(type: "int", nullable: false),
                    hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_seal", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_seal_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vat_rate",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    category = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    is_default = table.Column<bool>(type: "bit", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vat_rate", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_vat_rate_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "warehouse",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    is_default = table.Column<bool>(type: "bit", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_warehouse", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_warehouse_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "number_counter",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    year = table.Column<int>(type: "int", nullable: false),
                    last = table.Column<int>(type: "int", nullable: false),
                    last_date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_number_counter", x => new { x.company_id, x.series_id, x.year });
                    table.ForeignKey(
                        name: "fk_number_counter_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "journal_line",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: true),
                    debit = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    credit = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    currency_amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_line", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_journal_line", "debit >= 0 and credit >= 0 and (debit = 0 or credit = 0) and (debit > 0 or credit > 0)");
                    table.ForeignKey(
                        name: "fk_journal_line_account_company_id_account_id",
                        columns: x => new { x.company_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_journal_line_journal_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "journal_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_journal_line_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "open_item",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: false),
                    document_type = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    document_id = table.Column<long>(type: "bigint", nullable: false),
                    document_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    references = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    due_date = table.Column<DateOnly>(type: "date", nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    open = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    rate = table.Column<decimal>(type: "decimal(19,8)", precision: 19, scale: 8, nullable: false),
                    open_base = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_item", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_open_item", "(amount >= 0 and \"open\" >= 0 and \"open\" <= amount) or (amount < 0 and \"open\" <= 0 and \"open\" >= amount)");
                    table.ForeignKey(
                        name: "fk_open_item_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "partner_bank_account",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: false),
                    iban = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    is_learned = table.Column<bool>(type: "bit", nullable: false),
                    payments = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partner_bank_account", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_partner_bank_account_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "item",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    code_key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    sales_price = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: false),
                    alarm_level = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    needs_check = table.Column<bool>(type: "bit", nullable: false),
                    is_blocked = table.Column<bool>(type: "bit", nullable: false),
                    search_text = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    import_batch_id = table.Column<long>(type: "bigint", nullable: true),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_item_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "channel",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    token = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    secret = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    former_secret = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    is_active = table.Column<bool>(type: "bit", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: true),
                    series_id = table.Column<long>(type: "bigint", nullable: true),
                    first_order_number = table.Column<long>(type: "bigint", nullable: true),
                    settings = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    forged = table.Column<int>(type: "int", nullable: false),
                    last_forged_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    api_address = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    api_key = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    api_secret = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    cursor = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    polled_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    poll_refusal = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    missed = table.Column<int>(type: "int", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_channel", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_channel_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_channel_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_channel_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stock_document",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    series_year = table.Column<int>(type: "int", nullable: false),
                    series_number = table.Column<int>(type: "int", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    import_batch_id = table.Column<long>(type: "bigint", nullable: true),
                    reverses_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_document", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_stock_document_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_document_stock_document_company_id_reverses_id",
                        columns: x => new { x.company_id, x.reverses_id },
                        principalTable: "stock_document",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_document_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "settlement",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    debit_item_id = table.Column<long>(type: "bigint", nullable: false),
                    credit_item_id = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_settlement", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_settlement", "amount > 0");
                    table.ForeignKey(
                        name: "fk_settlement_open_item_company_id_credit_item_id",
                        columns: x => new { x.company_id, x.credit_item_id },
                        principalTable: "open_item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_settlement_open_item_company_id_debit_item_id",
                        columns: x => new { x.company_id, x.debit_item_id },
                        principalTable: "open_item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "item_barcode",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    barcode = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item_barcode", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_item_barcode_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stock_level",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    on_hand = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    reserved = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    value = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_level", x => new { x.company_id, x.item_id, x.warehouse_id });
                    table.CheckConstraint("ck_stock_level_on_hand", "on_hand >= 0");
                    table.CheckConstraint("ck_stock_level_reserved", "reserved >= 0 and reserved <= on_hand");
                    table.ForeignKey(
                        name: "fk_stock_level_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_level_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stock_move",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    value = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    balance_after = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    document_type = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    document_id = table.Column<long>(type: "bigint", nullable: false),
                    document_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    document_line_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_move", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_stock_move_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_move_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_account",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: true),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    iban = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    rounding_tolerance = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    fee_tolerance = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    currency_tolerance = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    needs_check = table.Column<bool>(type: "bit", nullable: false),
                    told_balance = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    told_available = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    difference = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_account", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_account_account_company_id_account_id",
                        columns: x => new { x.company_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_account_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "external_link",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    entity_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_link", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_external_link_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "mail_envelope",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    uid_validity = table.Column<long>(type: "bigint", nullable: false),
                    uid = table.Column<long>(type: "bigint", nullable: false),
                    content_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "varbinary(max)", nullable: true),
                    headers_only = table.Column<bool>(type: "bit", nullable: false),
                    message_id = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    from_address = table.Column<string>(type: "nvarchar(320)", maxLength: 320, nullable: false),
                    from_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    subject = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    deliveries = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    sender_user_id = table.Column<long>(type: "bigint", nullable: true),
                    is_home = table.Column<bool>(type: "bit", nullable: false),
                    attempts = table.Column<int>(type: "int", nullable: false),
                    retry_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    refusal = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    processed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    is_filed = table.Column<bool>(type: "bit", nullable: false),
                    search_text = table.Column<string>(type: "nvarchar(1200)", maxLength: 1200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_envelope", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_mail_envelope_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sales_order",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    series_year = table.Column<int>(type: "int", nullable: false),
                    series_number = table.Column<int>(type: "int", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    promised_date = table.Column<DateOnly>(type: "date", nullable: true),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    net = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    vat = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    rounding = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    gross = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: true),
                    external_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    external_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    external_version = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    change_request = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    payment_method = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    shipping_method = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    deliver_to = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    search_text = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sales_order", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_sales_order_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sales_order_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sales_order_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sales_order_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_rule",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    is_active = table.Column<bool>(type: "bit", nullable: false),
                    automatic = table.Column<bool>(type: "bit", nullable: false),
                    when_text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    when_pattern = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    when_partner_id = table.Column<long>(type: "bigint", nullable: true),
                    when_iban = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    when_least = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    when_most = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    when_sign = table.Column<int>(type: "int", nullable: false),
                    when_bank_account_id = table.Column<long>(type: "bigint", nullable: true),
                    when_channel = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    partner_id = table.Column<long>(type: "bigint", nullable: true),
                    transfer_to_id = table.Column<long>(type: "bigint", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_rule", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_rule_bank_account_company_id_transfer_to_id",
                        columns: x => new { x.company_id, x.transfer_to_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_bank_account_company_id_when_bank_account_id",
                        columns: x => new { x.company_id, x.when_bank_account_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_company_company_id",
                        column: x => x.company_id,
                        principalTable: "company",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_partner_company_id_when_partner_id",
                        columns: x => new { x.company_id, x.when_partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_statement",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    bank_account_id = table.Column<long>(type: "bigint", nullable: false),
                    file_id = table.Column<long>(type: "bigint", nullable: false),
                    statement_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    to = table.Column<DateOnly>(type: "date", nullable: true),
                    opening = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    closing = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    line_sum = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    difference = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    gap = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_statement", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_statement_bank_account_company_id_bank_account_id",
                        columns: x => new { x.company_id, x.bank_account_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_statement_bank_file_company_id_file_id",
                        columns: x => new { x.company_id, x.file_id },
                        principalTable: "bank_file",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provider_entry",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    bank_account_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    account = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    reference_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    reference_kind = table.Column<int>(type: "int", nullable: false),
                    event_code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    @event = table.Column<int>(name: "event", type: "int", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    gross = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    fee = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    moves_money = table.Column<bool>(type: "bit", nullable: false),
                    booked = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    payer_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    payer_email = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    payer_account = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    payer_country = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    invoice_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    custom_field = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    balance = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    raw = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_entry", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_provider_entry_bank_account_company_id_bank_account_id",
                        columns: x => new { x.company_id, x.bank_account_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "mail_file",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    mail_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    path = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    file_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    format = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    state = table.Column<int>(type: "int", nullable: false),
                    for_company_id = table.Column<int>(type: "int", nullable: true),
                    bank_file_id = table.Column<long>(type: "bigint", nullable: true),
                    accounts = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    new_lines = table.Column<int>(type: "int", nullable: false),
                    known_lines = table.Column<int>(type: "int", nullable: false),
                    refusals = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_file", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_mail_file_mail_envelope_company_id_mail_id",
                        columns: x => new { x.company_id, x.mail_id },
                        principalTable: "mail_envelope",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "intake_message",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    topic = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    body = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    deliveries = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    attempts = table.Column<int>(type: "int", nullable: false),
                    retry_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    refusal = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    external_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    external_version = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    external_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    party = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    gross = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    order_id = table.Column<long>(type: "bigint", nullable: true),
                    applied_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    search_text = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_intake_message", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_intake_message_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_intake_message_sales_order_company_id_order_id",
                        columns: x => new { x.company_id, x.order_id },
                        principalTable: "sales_order",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    series_id = table.Column<long>(type: "bigint", nullable: true),
                    series_year = table.Column<int>(type: "int", nullable: true),
                    series_number = table.Column<int>(type: "int", nullable: true),
                    partner_id = table.Column<long>(type: "bigint", nullable: false),
                    partner_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    partner_address = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    partner_vat_number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    order_id = table.Column<long>(type: "bigint", nullable: true),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    due_date = table.Column<DateOnly>(type: "date", nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    rate = table.Column<decimal>(type: "decimal(19,8)", precision: 19, scale: 8, nullable: false),
                    net = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    vat = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    rounding = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    gross = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    reverses_id = table.Column<long>(type: "bigint", nullable: true),
                    payment_reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    language = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    posted_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    search_text = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_invoice_number", "(state = 1 and number is null) or (state = 2 and number is not null)");
                    table.ForeignKey(
                        name: "fk_invoice_invoice_company_id_reverses_id",
                        columns: x => new { x.company_id, x.reverses_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_sales_order_company_id_order_id",
                        columns: x => new { x.company_id, x.order_id },
                        principalTable: "sales_order",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sales_order_line",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    unit_price = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    discount_percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: false),
                    vat_percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    net = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    net_is_fixed = table.Column<bool>(type: "bit", nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sales_order_line", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_sales_order_line", "quantity > 0");
                    table.ForeignKey(
                        name: "fk_sales_order_line_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sales_order_line_sales_order_company_id_order_id",
                        columns: x => new { x.company_id, x.order_id },
                        principalTable: "sales_order",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sales_order_line_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_rule_part",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: true),
                    @fixed = table.Column<decimal>(name: "fixed", type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    pattern = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_rule_part", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_rule_part_account_company_id_account_id",
                        columns: x => new { x.company_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_part_bank_rule_company_id_rule_id",
                        columns: x => new { x.company_id, x.rule_id },
                        principalTable: "bank_rule",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_rule_part_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_line",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    bank_account_id = table.Column<long>(type: "bigint", nullable: false),
                    statement_id = table.Column<long>(type: "bigint", nullable: true),
                    entry_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<int>(type: "int", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    counterparty_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    counterparty_iban = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    remittance = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    references = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    bank_reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    bank_code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    content_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    occurrence = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: true),
                    explanation = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    run_id = table.Column<long>(type: "bigint", nullable: true),
                    rule_id = table.Column<long>(type: "bigint", nullable: true),
                    transfer_line_id = table.Column<long>(type: "bigint", nullable: true),
                    summary = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    search_text = table.Column<string>(type: "nvarchar(1200)", maxLength: 1200, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_line", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_line_bank_account_company_id_bank_account_id",
                        columns: x => new { x.company_id, x.bank_account_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_line_bank_line_company_id_transfer_line_id",
                        columns: x => new { x.company_id, x.transfer_line_id },
                        principalTable: "bank_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_line_bank_rule_company_id_rule_id",
                        columns: x => new { x.company_id, x.rule_id },
                        principalTable: "bank_rule",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_line_bank_statement_company_id_statement_id",
                        columns: x => new { x.company_id, x.statement_id },
                        principalTable: "bank_statement",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_line_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bank_line_provider_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payout",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    bank_account_id = table.Column<long>(type: "bigint", nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    arrives = table.Column<DateOnly>(type: "date", nullable: true),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    difference = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: true),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payout", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_payout_bank_account_company_id_bank_account_id",
                        columns: x => new { x.company_id, x.bank_account_id },
                        principalTable: "bank_account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_provider_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provider_link",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    from_id = table.Column<long>(type: "bigint", nullable: false),
                    to_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_link", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_provider_link_provider_entry_company_id_from_id",
                        columns: x => new { x.company_id, x.from_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_provider_link_provider_entry_company_id_to_id",
                        columns: x => new { x.company_id, x.to_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "delivery",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    series_year = table.Column<int>(type: "int", nullable: false),
                    series_number = table.Column<int>(type: "int", nullable: false),
                    partner_id = table.Column<long>(type: "bigint", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: true),
                    invoice_id = table.Column<long>(type: "bigint", nullable: true),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    reverses_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_delivery_delivery_company_id_reverses_id",
                        columns: x => new { x.company_id, x.reverses_id },
                        principalTable: "delivery",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_invoice_company_id_invoice_id",
                        columns: x => new { x.company_id, x.invoice_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_number_series_company_id_series_id",
                        columns: x => new { x.company_id, x.series_id },
                        principalTable: "number_series",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_partner_company_id_partner_id",
                        columns: x => new { x.company_id, x.partner_id },
                        principalTable: "partner",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_sales_order_company_id_order_id",
                        columns: x => new { x.company_id, x.order_id },
                        principalTable: "sales_order",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_vat",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    posted = table.Column<bool>(type: "bit", nullable: false),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: false),
                    percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    @base = table.Column<decimal>(name: "base", type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_vat", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_invoice_vat_invoice_company_id_invoice_id",
                        columns: x => new { x.company_id, x.invoice_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_vat_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_attempt",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    provider = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    currency = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    session_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    redirect_to = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    redirected = table.Column<bool>(type: "bit", nullable: false),
                    promised = table.Column<bool>(type: "bit", nullable: false),
                    ending = table.Column<int>(type: "int", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    state = table.Column<int>(type: "int", nullable: false),
                    captured = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    refunded = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    held = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    fee = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    disputed = table.Column<bool>(type: "bit", nullable: false),
                    remarks = table.Column<int>(type: "int", nullable: false),
                    is_test = table.Column<bool>(type: "bit", nullable: false),
                    ask_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    asked = table.Column<int>(type: "int", nullable: false),
                    refusal = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_attempt", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_pay_attempt", "amount > 0 and captured >= 0 and refunded >= 0 and refunded <= captured");
                    table.ForeignKey(
                        name: "fk_pay_attempt_channel_company_id_channel_id",
                        columns: x => new { x.company_id, x.channel_id },
                        principalTable: "channel",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pay_attempt_invoice_company_id_invoice_id",
                        columns: x => new { x.company_id, x.invoice_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_page",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    token = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_page", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_pay_page_invoice_company_id_invoice_id",
                        columns: x => new { x.company_id, x.invoice_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_line",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    invoice_id = table.Column<long>(type: "bigint", nullable: false),
                    posted = table.Column<bool>(type: "bit", nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    order_line_id = table.Column<long>(type: "bigint", nullable: true),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    unit_price = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    discount_percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: false),
                    vat_percent = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    net = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    net_is_fixed = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_line", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_invoice_line_invoice_company_id_invoice_id",
                        columns: x => new { x.company_id, x.invoice_id },
                        principalTable: "invoice",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_line_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_line_sales_order_line_company_id_order_line_id",
                        columns: x => new { x.company_id, x.order_line_id },
                        principalTable: "sales_order_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_line_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reservation",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    order_line_id = table.Column<long>(type: "bigint", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    warehouse_id = table.Column<long>(type: "bigint", nullable: false),
                    quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    open_quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    used_quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    released_quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reservation", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_reservation", "open_quantity >= 0 and used_quantity >= 0 and released_quantity >= 0 and open_quantity + used_quantity + released_quantity = quantity");
                    table.ForeignKey(
                        name: "fk_reservation_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reservation_sales_order_company_id_order_id",
                        columns: x => new { x.company_id, x.order_id },
                        principalTable: "sales_order",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reservation_sales_order_line_company_id_order_line_id",
                        columns: x => new { x.company_id, x.order_line_id },
                        principalTable: "sales_order_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reservation_warehouse_company_id_warehouse_id",
                        columns: x => new { x.company_id, x.warehouse_id },
                        principalTable: "warehouse",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "allocation",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    bank_line_id = table.Column<long>(type: "bigint", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    open_item_id = table.Column<long>(type: "bigint", nullable: true),
                    account_id = table.Column<long>(type: "bigint", nullable: true),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    item_amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    vat_rate_id = table.Column<long>(type: "bigint", nullable: true),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    reverses_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_allocation", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_allocation_account_company_id_account_id",
                        columns: x => new { x.company_id, x.account_id },
                        principalTable: "account",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_allocation_company_id_reverses_id",
                        columns: x => new { x.company_id, x.reverses_id },
                        principalTable: "allocation",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_bank_line_company_id_bank_line_id",
                        columns: x => new { x.company_id, x.bank_line_id },
                        principalTable: "bank_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_journal_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "journal_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_match_run_company_id_run_id",
                        columns: x => new { x.company_id, x.run_id },
                        principalTable: "match_run",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_open_item_company_id_open_item_id",
                        columns: x => new { x.company_id, x.open_item_id },
                        principalTable: "open_item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_allocation_vat_rate_company_id_vat_rate_id",
                        columns: x => new { x.company_id, x.vat_rate_id },
                        principalTable: "vat_rate",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payout_part",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    payout_id = table.Column<long>(type: "bigint", nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    payment_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    gross = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    fee = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payout_part", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_payout_part_payout_company_id_payout_id",
                        columns: x => new { x.company_id, x.payout_id },
                        principalTable: "payout",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_part_provider_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_booking",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    payment_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_booking", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_pay_booking", "amount > 0");
                    table.ForeignKey(
                        name: "fk_pay_booking_pay_attempt_company_id_attempt_id",
                        columns: x => new { x.company_id, x.attempt_id },
                        principalTable: "pay_attempt",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pay_booking_provider_entry_company_id_entry_id",
                        columns: x => new { x.company_id, x.entry_id },
                        principalTable: "provider_entry",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_payment",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    captured = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    fee = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    refunded_total = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    disputed = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_payment", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_pay_payment_pay_attempt_company_id_attempt_id",
                        columns: x => new { x.company_id, x.attempt_id },
                        principalTable: "pay_attempt",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "refund_order",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    before = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    state = table.Column<int>(type: "int", nullable: false),
                    refusal = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    actor_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_order", x => new { x.company_id, x.id });
                    table.CheckConstraint("ck_refund_order", "amount > 0");
                    table.ForeignKey(
                        name: "fk_refund_order_pay_attempt_company_id_attempt_id",
                        columns: x => new { x.company_id, x.attempt_id },
                        principalTable: "pay_attempt",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "delivery_line",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    delivery_id = table.Column<long>(type: "bigint", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    order_line_id = table.Column<long>(type: "bigint", nullable: true),
                    invoice_line_id = table.Column<long>(type: "bigint", nullable: true),
                    quantity = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    cost = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_line", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_delivery_line_delivery_company_id_delivery_id",
                        columns: x => new { x.company_id, x.delivery_id },
                        principalTable: "delivery",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_line_invoice_line_company_id_invoice_line_id",
                        columns: x => new { x.company_id, x.invoice_line_id },
                        principalTable: "invoice_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_line_item_company_id_item_id",
                        columns: x => new { x.company_id, x.item_id },
                        principalTable: "item",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_delivery_line_sales_order_line_company_id_order_line_id",
                        columns: x => new { x.company_id, x.order_line_id },
                        principalTable: "sales_order_line",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_dispute",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    dispute_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    taken = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    fee = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    returned = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    returned_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_dispute", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_pay_dispute_pay_payment_company_id_payment_row_id",
                        columns: x => new { x.company_id, x.payment_row_id },
                        principalTable: "pay_payment",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_refund",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "int", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    refund_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    amount = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_refund", x => new { x.company_id, x.id });
                    table.ForeignKey(
                        name: "fk_pay_refund_pay_payment_company_id_payment_row_id",
                        columns: x => new { x.company_id, x.payment_row_id },
                        principalTable: "pay_payment",
                        principalColumns: new[] { "company_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_account_company_id_code",
                table: "account",
                columns: new[] { "company_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_account_id",
                table: "allocation",
                columns: new[] { "company_id", "account_id" },
                filter: "account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_bank_line_id",
                table: "allocation",
                columns: new[] { "company_id", "bank_line_id" });

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_entry_id",
                table: "allocation",
                columns: new[] { "company_id", "entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_open_item_id",
                table: "allocation",
                columns: new[] { "company_id", "open_item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_reverses_id",
                table: "allocation",
                columns: new[] { "company_id", "reverses_id" },
                unique: true,
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_allocation_company_id_run_id",
                table: "allocation",
                columns: new[] { "company_id", "run_id" });

            migrationBuilder.CreateIndex(
                name: "email_index",
                table: "app_user",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "user_name_index",
                table: "app_user",
                column: "normalized_user_name",
                unique: true,
                filter: "[normalized_user_name] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_app_user_claim_user_id",
                table: "app_user_claim",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_app_user_login_user_id",
                table: "app_user_login",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_company_id_entity_type_entity_id",
                table: "audit_entry",
                columns: new[] { "company_id", "entity_type", "entity_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_account_company_id_account_id",
                table: "bank_account",
                columns: new[] { "company_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_account_company_id_channel_id_currency",
                table: "bank_account",
                columns: new[] { "company_id", "channel_id", "currency" },
                unique: true,
                filter: "channel_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_account_company_id_iban_currency",
                table: "bank_account",
                columns: new[] { "company_id", "iban", "currency" },
                unique: true,
                filter: "kind = 1");

            migrationBuilder.CreateIndex(
                name: "ix_bank_account_iban",
                table: "bank_account",
                column: "iban");

            migrationBuilder.CreateIndex(
                name: "ix_bank_file_company_id_content_hash",
                table: "bank_file",
                columns: new[] { "company_id", "content_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_bank_account_id_content_ha_11daaed3",
                table: "bank_line",
                columns: new[] { "company_id", "bank_account_id", "content_hash", "occurrence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_bank_account_id_date",
                table: "bank_line",
                columns: new[] { "company_id", "bank_account_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_entry_id",
                table: "bank_line",
                columns: new[] { "company_id", "entry_id" },
                filter: "entry_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_partner_id",
                table: "bank_line",
                columns: new[] { "company_id", "partner_id" },
                filter: "partner_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_rule_id",
                table: "bank_line",
                columns: new[] { "company_id", "rule_id" },
                filter: "rule_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_run_id",
                table: "bank_line",
                columns: new[] { "company_id", "run_id" },
                filter: "run_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_date_id",
                table: "bank_line",
                columns: new[] { "company_id", "date", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_state_id",
                table: "bank_line",
                columns: new[] { "company_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_statement_id",
                table: "bank_line",
                columns: new[] { "company_id", "statement_id" },
                filter: "statement_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_line_company_id_transfer_line_id",
                table: "bank_line",
                columns: new[] { "company_id", "transfer_line_id" },
                unique: true,
                filter: "transfer_line_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_rule_company_id_partner_id",
                table: "bank_rule",
                columns: new[] { "company_id", "partner_id" },
                filter: "partner_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_rule_company_id_position",
                table: "bank_rule",
                columns: new[] { "company_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_rule_company_id_when_partner_id",
                table: "bank_rule",
                columns: new[] { "company_id", "when_partner_id" },
                filter: "when_partner_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_rule_part_company_id_account_id",
                table: "bank_rule_part",
                columns: new[] { "company_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_rule_part_company_id_rule_id_position",
                table: "bank_rule_part",
                columns: new[] { "company_id", "rule_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_statement_company_id_bank_account_id_to",
                table: "bank_statement",
                columns: new[] { "company_id", "bank_account_id", "to" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_statement_company_id_file_id",
                table: "bank_statement",
                columns: new[] { "company_id", "file_id" });

            migrationBuilder.CreateIndex(
                name: "ix_change_entry_at",
                table: "change_entry",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_channel_token",
                table: "channel",
                column: "token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_company_code",
                table: "company",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_delivery_company_id_invoice_id",
                table: "delivery",
                columns: new[] { "company_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_delivery_company_id_order_id",
                table: "delivery",
                columns: new[] { "company_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_delivery_company_id_partner_id",
                table: "delivery",
                columns: new[] { "company_id", "partner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_delivery_company_id_reverses_id",
                table: "delivery",
                columns: new[] { "company_id", "reverses_id" },
                unique: true,
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_company_id_series_id_series_year_series_number",
                table: "delivery",
                columns: new[] { "company_id", "series_id", "series_year", "series_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_delivery_line_company_id_delivery_id",
                table: "delivery_line",
                columns: new[] { "company_id", "delivery_id" });

            migrationBuilder.CreateIndex(
                name: "ix_delivery_line_company_id_invoice_line_id",
                table: "delivery_line",
                columns: new[] { "company_id", "invoice_line_id" },
                filter: "invoice_line_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_line_company_id_item_id",
                table: "delivery_line",
                columns: new[] { "company_id", "item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_delivery_line_company_id_order_line_id",
                table: "delivery_line",
                columns: new[] { "company_id", "order_line_id" });

            migrationBuilder.CreateIndex(
                name: "ix_dismissed_proposal_company_id_signature",
                table: "dismissed_proposal",
                columns: new[] { "company_id", "signature" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_exchange_rate_company_id_currency_date",
                table: "exchange_rate",
                columns: new[] { "company_id", "currency", "date" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_external_link_company_id_channel_id_kind_external_id",
                table: "external_link",
                columns: new[] { "company_id", "channel_id", "kind", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_import_batch_company_id_kind_at",
                table: "import_batch",
                columns: new[] { "company_id", "kind", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_intake_message_company_id_channel_id_external_id_id",
                table: "intake_message",
                columns: new[] { "company_id", "channel_id", "external_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_intake_message_company_id_channel_id_key",
                table: "intake_message",
                columns: new[] { "company_id", "channel_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_intake_message_company_id_order_id",
                table: "intake_message",
                columns: new[] { "company_id", "order_id" },
                filter: "order_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_intake_message_company_id_state_id",
                table: "intake_message",
                columns: new[] { "company_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_date",
                table: "invoice",
                columns: new[] { "company_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_id_search_text",
                table: "invoice",
                columns: new[] { "company_id", "id", "search_text" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_number",
                table: "invoice",
                columns: new[] { "company_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_order_id",
                table: "invoice",
                columns: new[] { "company_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_partner_id",
                table: "invoice",
                columns: new[] { "company_id", "partner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_reverses_id",
                table: "invoice",
                columns: new[] { "company_id", "reverses_id" },
                unique: true,
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_company_id_series_id_series_year_series_number",
                table: "invoice",
                columns: new[] { "company_id", "series_id", "series_year", "series_number" },
                unique: true,
                filter: "number is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_line_company_id_invoice_id",
                table: "invoice_line",
                columns: new[] { "company_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_line_company_id_item_id",
                table: "invoice_line",
                columns: new[] { "company_id", "item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_line_company_id_order_line_id",
                table: "invoice_line",
                columns: new[] { "company_id", "order_line_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_vat_company_id_invoice_id",
                table: "invoice_vat",
                columns: new[] { "company_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_item_company_id_code_key",
                table: "item",
                columns: new[] { "company_id", "code_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_item_barcode_company_id_barcode",
                table: "item_barcode",
                columns: new[] { "company_id", "barcode" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_item_barcode_company_id_item_id",
                table: "item_barcode",
                columns: new[] { "company_id", "item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_run_job_started_at",
                table: "job_run",
                columns: new[] { "job", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_entry_company_id_date",
                table: "journal_entry",
                columns: new[] { "company_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_entry_company_id_reverses_id",
                table: "journal_entry",
                columns: new[] { "company_id", "reverses_id" },
                unique: true,
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_journal_entry_company_id_source_type_source_id__79d7d65e",
                table: "journal_entry",
                columns: new[] { "company_id", "source_type", "source_id", "source_kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_journal_line_company_id_account_id",
                table: "journal_line",
                columns: new[] { "company_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_line_company_id_entry_id",
                table: "journal_line",
                columns: new[] { "company_id", "entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_line_company_id_partner_id",
                table: "journal_line",
                columns: new[] { "company_id", "partner_id" },
                filter: "partner_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_mail_envelope_company_id_channel_id_content_hash",
                table: "mail_envelope",
                columns: new[] { "company_id", "channel_id", "content_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mail_envelope_company_id_channel_id_uid_validity_uid",
                table: "mail_envelope",
                columns: new[] { "company_id", "channel_id", "uid_validity", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mail_envelope_company_id_state_id",
                table: "mail_envelope",
                columns: new[] { "company_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_mail_envelope_sender_user_id",
                table: "mail_envelope",
                column: "sender_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_mail_file_company_id_mail_id_position",
                table: "mail_file",
                columns: new[] { "company_id", "mail_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_membership_company_id_user_id",
                table: "membership",
                columns: new[] { "company_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_membership_user_id",
                table: "membership",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_number_series_company_id_code",
                table: "number_series",
                columns: new[] { "company_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_item_company_id_document_type_document_id",
                table: "open_item",
                columns: new[] { "company_id", "document_type", "document_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_item_company_id_due_date",
                table: "open_item",
                columns: new[] { "company_id", "due_date" },
                filter: "\"open\" <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_company_id_partner_id",
                table: "open_item",
                columns: new[] { "company_id", "partner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_partner_company_id_code_key",
                table: "partner",
                columns: new[] { "company_id", "code_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_partner_company_id_email",
                table: "partner",
                columns: new[] { "company_id", "email" });

            migrationBuilder.CreateIndex(
                name: "ix_partner_company_id_vat_number",
                table: "partner",
                columns: new[] { "company_id", "vat_number" });

            migrationBuilder.CreateIndex(
                name: "ix_partner_bank_account_company_id_iban",
                table: "partner_bank_account",
                columns: new[] { "company_id", "iban" });

            migrationBuilder.CreateIndex(
                name: "ix_partner_bank_account_company_id_partner_id_iban",
                table: "partner_bank_account",
                columns: new[] { "company_id", "partner_id", "iban" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_attempt_company_id_ask_at",
                table: "pay_attempt",
                columns: new[] { "company_id", "ask_at" },
                filter: "ask_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_pay_attempt_company_id_channel_id_session_id",
                table: "pay_attempt",
                columns: new[] { "company_id", "channel_id", "session_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_attempt_company_id_invoice_id",
                table: "pay_attempt",
                columns: new[] { "company_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_attempt_key",
                table: "pay_attempt",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_booking_company_id_attempt_id",
                table: "pay_booking",
                columns: new[] { "company_id", "attempt_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_booking_company_id_entry_id_kind",
                table: "pay_booking",
                columns: new[] { "company_id", "entry_id", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_booking_company_id_key",
                table: "pay_booking",
                columns: new[] { "company_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_dispute_company_id_payment_row_id_dispute_id",
                table: "pay_dispute",
                columns: new[] { "company_id", "payment_row_id", "dispute_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_page_company_id_invoice_id",
                table: "pay_page",
                columns: new[] { "company_id", "invoice_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_page_token",
                table: "pay_page",
                column: "token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_payment_company_id_attempt_id_payment_id",
                table: "pay_payment",
                columns: new[] { "company_id", "attempt_id", "payment_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_payment_company_id_payment_id",
                table: "pay_payment",
                columns: new[] { "company_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_refund_company_id_payment_row_id_refund_id",
                table: "pay_refund",
                columns: new[] { "company_id", "payment_row_id", "refund_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payout_company_id_at",
                table: "payout",
                columns: new[] { "company_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_payout_company_id_channel_id_external_id",
                table: "payout",
                columns: new[] { "company_id", "channel_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payout_company_id_entry_id",
                table: "payout",
                columns: new[] { "company_id", "entry_id" },
                filter: "entry_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_payout_part_company_id_entry_id",
                table: "payout_part",
                columns: new[] { "company_id", "entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_payout_part_company_id_payout_id_external_id",
                table: "payout_part",
                columns: new[] { "company_id", "payout_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_entry_company_id_bank_account_id_at",
                table: "provider_entry",
                columns: new[] { "company_id", "bank_account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_entry_company_id_bank_account_id_external_id",
                table: "provider_entry",
                columns: new[] { "company_id", "bank_account_id", "external_id" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_entry_company_id_bank_account_id_key",
                table: "provider_entry",
                columns: new[] { "company_id", "bank_account_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_entry_company_id_bank_account_id_reference_id",
                table: "provider_entry",
                columns: new[] { "company_id", "bank_account_id", "reference_id" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_link_company_id_from_id_to_id_kind",
                table: "provider_link",
                columns: new[] { "company_id", "from_id", "to_id", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_link_company_id_to_id",
                table: "provider_link",
                columns: new[] { "company_id", "to_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refund_order_company_id_attempt_id",
                table: "refund_order",
                columns: new[] { "company_id", "attempt_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refund_order_company_id_key",
                table: "refund_order",
                columns: new[] { "company_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reservation_company_id_item_id_warehouse_id_state",
                table: "reservation",
                columns: new[] { "company_id", "item_id", "warehouse_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_reservation_company_id_order_id",
                table: "reservation",
                columns: new[] { "company_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_reservation_company_id_order_line_id",
                table: "reservation",
                columns: new[] { "company_id", "order_line_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_channel_id_external_id",
                table: "sales_order",
                columns: new[] { "company_id", "channel_id", "external_id" },
                unique: true,
                filter: "channel_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_date",
                table: "sales_order",
                columns: new[] { "company_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_id_search_text",
                table: "sales_order",
                columns: new[] { "company_id", "id", "search_text" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_number",
                table: "sales_order",
                columns: new[] { "company_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_partner_id",
                table: "sales_order",
                columns: new[] { "company_id", "partner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_series_id_series_year_se_859fc03f",
                table: "sales_order",
                columns: new[] { "company_id", "series_id", "series_year", "series_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_company_id_state_id",
                table: "sales_order",
                columns: new[] { "company_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_line_company_id_item_id",
                table: "sales_order_line",
                columns: new[] { "company_id", "item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_order_line_company_id_order_id",
                table: "sales_order_line",
                columns: new[] { "company_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_saved_mapping_company_id_purpose_header_hash",
                table: "saved_mapping",
                columns: new[] { "company_id", "purpose", "header_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_seal_company_id_chain_position",
                table: "seal",
                columns: new[] { "company_id", "chain", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_settlement_company_id_credit_item_id",
                table: "settlement",
                columns: new[] { "company_id", "credit_item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_settlement_company_id_debit_item_id",
                table: "settlement",
                columns: new[] { "company_id", "debit_item_id" });

            migrationBuilder.CreateIndex(
                name: "ix_stock_document_company_id_reverses_id",
                table: "stock_document",
                columns: new[] { "company_id", "reverses_id" },
                unique: true,
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_stock_document_company_id_series_id_series_year_c8ce4f0d",
                table: "stock_document",
                columns: new[] { "company_id", "series_id", "series_year", "series_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_stock_move_company_id_document_type_document_id",
                table: "stock_move",
                columns: new[] { "company_id", "document_type", "document_id" });

            migrationBuilder.CreateIndex(
                name: "ix_stock_move_company_id_item_id_warehouse_id",
                table: "stock_move",
                columns: new[] { "company_id", "item_id", "warehouse_id" });

            migrationBuilder.CreateIndex(
                name: "ix_vat_rate_company_id_code",
                table: "vat_rate",
                columns: new[] { "company_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_warehouse_company_id_code",
                table: "warehouse",
                columns: new[] { "company_id", "code" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "allocation");

            migrationBuilder.DropTable(
                name: "app_user_claim");

            migrationBuilder.DropTable(
                name: "app_user_login");

            migrationBuilder.DropTable(
                name: "app_user_token");

            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "bank_rule_part");

            migrationBuilder.DropTable(
                name: "change_entry");

            migrationBuilder.DropTable(
                name: "command_record");

            migrationBuilder.DropTable(
                name: "data_protection_key");

            migrationBuilder.DropTable(
                name: "delivery_line");

            migrationBuilder.DropTable(
                name: "dismissed_proposal");

            migrationBuilder.DropTable(
                name: "exchange_rate");

            migrationBuilder.DropTable(
                name: "external_link");

            migrationBuilder.DropTable(
                name: "import_batch");

            migrationBuilder.DropTable(
                name: "intake_message");

            migrationBuilder.DropTable(
                name: "invoice_vat");

            migrationBuilder.DropTable(
                name: "item_barcode");

            migrationBuilder.DropTable(
                name: "job_run");

            migrationBuilder.DropTable(
                name: "journal_line");

            migrationBuilder.DropTable(
                name: "lease");

            migrationBuilder.DropTable(
                name: "mail_file");

            migrationBuilder.DropTable(
                name: "membership");

            migrationBuilder.DropTable(
                name: "number_counter");

            migrationBuilder.DropTable(
                name: "partner_bank_account");

            migrationBuilder.DropTable(
                name: "pay_booking");

            migrationBuilder.DropTable(
                name: "pay_dispute");

            migrationBuilder.DropTable(
                name: "pay_page");

            migrationBuilder.DropTable(
                name: "pay_refund");

            migrationBuilder.DropTable(
                name: "payout_part");

            migrationBuilder.DropTable(
                name: "provider_link");

            migrationBuilder.DropTable(
                name: "refund_order");

            migrationBuilder.DropTable(
                name: "reservation");

            migrationBuilder.DropTable(
                name: "saved_mapping");

            migrationBuilder.DropTable(
                name: "seal");

            migrationBuilder.DropTable(
                name: "self_check");

            migrationBuilder.DropTable(
                name: "settlement");

            migrationBuilder.DropTable(
                name: "stock_document");

            migrationBuilder.DropTable(
                name: "stock_level");

            migrationBuilder.DropTable(
                name: "stock_move");

            migrationBuilder.DropTable(
                name: "bank_line");

            migrationBuilder.DropTable(
                name: "match_run");

            migrationBuilder.DropTable(
                name: "delivery");

            migrationBuilder.DropTable(
                name: "invoice_line");

            migrationBuilder.DropTable(
                name: "journal_entry");

            migrationBuilder.DropTable(
                name: "mail_envelope");

            migrationBuilder.DropTable(
                name: "app_user");

            migrationBuilder.DropTable(
                name: "pay_payment");

            migrationBuilder.DropTable(
                name: "payout");

            migrationBuilder.DropTable(
                name: "open_item");

            migrationBuilder.DropTable(
                name: "bank_rule");

            migrationBuilder.DropTable(
                name: "bank_statement");

            migrationBuilder.DropTable(
                name: "sales_order_line");

            migrationBuilder.DropTable(
                name: "pay_attempt");

            migrationBuilder.DropTable(
                name: "provider_entry");

            migrationBuilder.DropTable(
                name: "bank_file");

            migrationBuilder.DropTable(
                name: "item");

            migrationBuilder.DropTable(
                name: "invoice");

            migrationBuilder.DropTable(
                name: "bank_account");

            migrationBuilder.DropTable(
                name: "vat_rate");

            migrationBuilder.DropTable(
                name: "sales_order");

            migrationBuilder.DropTable(
                name: "account");

            migrationBuilder.DropTable(
                name: "channel");

            migrationBuilder.DropTable(
                name: "partner");

            migrationBuilder.DropTable(
                name: "number_series");

            migrationBuilder.DropTable(
                name: "warehouse");

            migrationBuilder.DropTable(
                name: "company");
        }
    }
}
