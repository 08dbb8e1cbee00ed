import { parseChallenges } from '../../../../exchange/transport/authentication/challenges';

const schemes = (...lines: string[]) => parseChallenges(lines).map(({ scheme }) => scheme);

it('reads one scheme a line', () => {
	expect(schemes('Negotiate', 'NTLM', 'Basic realm="mail.enyoi.example"')).toEqual([
		'negotiate',
		'ntlm',
		'basic',
	]);
});

it('reads several schemes in one line, commas in quotes included', () => {
	expect(schemes('NTLM, Basic realm="a, b", charset="UTF-8", Negotiate')).toEqual([
		'ntlm',
		'basic',
		'negotiate',
	]);
});

it('reads parameters', () => {
	const [bearer] = parseChallenges([
		'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001@*", error="invalid_token", error_description="it is \\"old\\", renew it"',
	]);
	expect(bearer.parameters).toEqual({
		client_id: '00000002-0000-0ff1-ce00-000000000000',
		trusted_issuers: '00000001@*',
		error: 'invalid_token',
		error_description: 'it is "old", renew it',
	});
});

it('reads the token of NTLM, padding included', () => {
	expect(parseChallenges(['NTLM TlRMTVNTUAACAAAA=='])[0].token).toBe('TlRMTVNTUAACAAAA==');
});

it.each([[''], [','], ['=='], ['"']])('makes nothing of %p', (line) => {
	expect(() => parseChallenges([line])).not.toThrow();
});
