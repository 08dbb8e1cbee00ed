import { parseChallenges, tokenOf } from '../../../../exchange/transport/authentication/challenges';

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

it.each(['', ',', ' , ', '==', '"', 'realm="x"', '"quoted"'])('makes nothing of %p', (line) => {
	expect(parseChallenges([line])).toEqual([]);
});

it('reads parameters without quotes and with spaces around the sign', () => {
	expect(parseChallenges(['Basic  charset=UTF-8, realm = "a b" , x= y-1'])).toEqual([
		{
			scheme: 'basic',
			name: 'Basic',
			parameters: { charset: 'UTF-8', realm: 'a b', x: 'y-1' },
		},
	]);
});

it('takes names of parameters in any case, and leaves the scheme’s name as it is', () => {
	const [challenge] = parseChallenges(['NEGOTIATE Realm="X"']);
	expect(challenge).toEqual({ scheme: 'negotiate', name: 'NEGOTIATE', parameters: { realm: 'X' } });
});

it('goes on where a list has empty places', () => {
	expect(schemes('NTLM,, ,Basic realm="x",')).toEqual(['ntlm', 'basic']);
});

describe('the token of a scheme', () => {
	const challenges = parseChallenges([
		'Basic realm="x"',
		'NTLM',
		'Negotiate TlRM',
		'Bearer x.y-z_',
	]);

	it('is decoded', () => {
		expect(tokenOf(challenges, 'negotiate')?.toString('latin1')).toBe('NTL');
		expect(challenges[3].token).toBe('x.y-z_');
	});

	it.each(['ntlm', 'basic', 'digest'])('is missing: %s', (scheme) => {
		expect(tokenOf(challenges, scheme)).toBeUndefined();
	});
});
