using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Intake.Mail;

public sealed class SenderCheckTests
{
    private static SenderCheck? Of(params string[] headers) => Mails.Read([.. headers, "From: a@bank.lv", "", ""]).CheckedBy("mx.me.lv");

    [Theory]
    [InlineData("mx.me.lv; dmarc=pass (p=REJECT) header.from=bank.lv", true)]
    [InlineData("mx.me.lv 1; spf=fail smtp.mailfrom=x.com; dkim=pass header.i=@bank.lv header.d=bank.lv; dmarc=pass header.from=bank.lv", true)]
    [InlineData("MX.ME.LV; DMARC=Pass header.from=BANK.LV", true)]
    [InlineData("mx.me.lv; dkim=pass header.d=bank.lv", true)]
    [InlineData("mx.me.lv; dkim=pass header.i=@bank.lv", true)]
    [InlineData("mx.me.lv; spf=pass smtp.mailfrom=a@bank.lv", true)]
    [InlineData("mx.me.lv; dmarc=none header.from=bank.lv; spf=pass smtp.mailfrom=bank.lv", true)]
    [InlineData("mx.me.lv; dmarc=fail header.from=bank.lv; dkim=pass header.d=bank.lv", false)]
    [InlineData("mx.me.lv; dmarc=pass header.from=evil.lv", false)]
    [InlineData("mx.me.lv; dmarc=pass", false)]
    [InlineData("mx.me.lv; dkim=pass header.d=evilbank.lv", false)]
    [InlineData("mx.me.lv; dkim=pass header.d=lv", false)]
    [InlineData("mx.me.lv; dkim=fail header.d=bank.lv; spf=softfail smtp.mailfrom=bank.lv", false)]
    [InlineData("mx.me.lv; dkim=fail reason=\"x; dkim=pass header.d=bank.lv\" header.d=evil.lv", false)]
    [InlineData("mx.me.lv; dkim=pass reason=\"a\\\" header.d=bank.lv \\\"b\" header.d=evil.lv", false)]
    [InlineData("mx.me.lv; dkim=pass (header.d=bank.lv) header.d=evil.lv", false)]
    [InlineData("mx.me.lv; none", false)]
    public void A_domain_is_vouched_for_or_not(string header, bool vouched) => Of("Authentication-Results: " + header)!.Vouches("bank.lv").ShouldBe(vouched);

    [Theory]
    [InlineData("evil.lv; dmarc=pass header.from=bank.lv")]
    [InlineData("mx.me.lv.evil.lv; dmarc=pass header.from=bank.lv")]
    [InlineData("(mx.me.lv) evil.lv; dmarc=pass header.from=bank.lv")]
    [InlineData("; mx.me.lv; dmarc=pass header.from=bank.lv")]
    public void Another_server_proves_nothing(string header) => Of("Authentication-Results: " + header).ShouldBeNull();

    [Fact]
    public void Only_the_topmost_header_of_the_server_counts() =>
        Of("Authentication-Results: mx.me.lv; dmarc=fail header.from=bank.lv", "Received: x", "Authentication-Results: mx.me.lv; dmarc=pass header.from=bank.lv")!.Vouches("bank.lv").ShouldBeFalse();

    [Fact]
    public void A_domain_is_vouched_for_by_the_one_above_it() => Of("Authentication-Results: mx.me.lv; dkim=pass header.d=bank.lv")!.Vouches("mail.bank.lv").ShouldBeTrue();
}
