using System.Text;
using BlazorErp.Channels.WooCommerce;
using Microsoft.AspNetCore.Http;

namespace BlazorErp.Tests.Channels.WooCommerce;

public sealed class WooSignatureTests
{
    private const string Vector = "2jVXuwHprbWFJzRSoY1AVT/Ncf0a7q416zDIGnsIKFA=";
    private static readonly byte[] Body = "{\"id\":1}"u8.ToArray();

    [Fact]
    public void The_reference_vector_verifies()
    {
        WooSignature.Sign(Body, "topsecret").ShouldBe(Vector);
        WooSignature.Verify(Body, Vector, "topsecret").ShouldBeTrue();
    }

    [Fact]
    public void Both_secrets_are_valid_while_one_is_replaced()
    {
        WooSignature.Verify(Body, Vector, "new", "topsecret").ShouldBeTrue();
        WooSignature.Verify(Body, Vector, "topsecret", "new").ShouldBeTrue();
        WooSignature.Verify(Body, Vector, "new").ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 !")]
    [InlineData("2jVXuwHprbWFJzRSoY1AVT/Ncf0a7q416zDIGnsIKFA")]
    [InlineData(" 2jVXuwHprbWFJzRSoY1AVT/Ncf0a7q416zDIGnsIKFA=")]
    [InlineData("2jVXuwHprbWFJzRSoY1AVT/Ncf0a7q416zDIGnsIKFE=")]
    [InlineData("********************************************")]
    public void A_header_that_is_not_the_signature_is_refused(string? header) => WooSignature.Verify(Body, header, "topsecret").ShouldBeFalse();

    [Fact]
    public void One_changed_byte_no_secret_and_an_empty_secret_are_refused()
    {
        WooSignature.Verify("{\"id\":2}"u8, Vector, "topsecret").ShouldBeFalse();
        WooSignature.Verify(Body, Vector).ShouldBeFalse();
        WooSignature.Verify(Body, WooSignature.Sign(Body, ""), "").ShouldBeFalse();
    }

    [Theory]
    [InlineData("webhook_id=12", true)]
    [InlineData("webhook_id=", false)]
    [InlineData("webhook_id=12&x=1", false)]
    [InlineData("{\"id\":1}", false)]
    public void A_ping_is_the_bare_form_post(string body, bool ping) =>
        WooSignature.IsPing(Encoding.UTF8.GetBytes(body), new HeaderDictionary { ["Content-Type"] = "application/x-www-form-urlencoded" }).ShouldBe(ping);

    [Fact]
    public void A_post_with_the_shops_headers_is_no_ping() =>
        WooSignature.IsPing("webhook_id=12"u8, new HeaderDictionary { ["x-wc-webhook-topic"] = "order.created" }).ShouldBeFalse();

    [Fact]
    public void A_new_secret_needs_no_decoding()
    {
        var secret = WooSignature.NewSecret();
        secret.Length.ShouldBe(40);
        secret.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c));
        WooSignature.NewSecret().ShouldNotBe(secret);
    }
}
