import type { WireAnswer } from '../../../../exchange/transport/httpConnection';
import {
	noToken,
	signInRefused,
	userForm,
	type RefusedSignIn,
	type SignInProblem,
	type SignInScheme,
} from '../../../../exchange/transport/authentication/signInRefused';

const origin = { protocol: 'https:', host: 'mail.enyoi.example', port: 443 } as const;
const server = 'mail.enyoi.example:443';
const answer = (challenges: string[] = [], headers: Record<string, string> = {}) =>
	({ status: 401, headers, challenges, origin }) as unknown as WireAnswer;
const refused = (changes: Partial<RefusedSignIn> = {}) =>
	signInRefused({
		answer: answer(['NTLM', 'Negotiate', 'NTLM']),
		problem: 'refused',
		scheme: 'ntlm',
		user: 'ENYOI\\svc',
		channelBindingSent: false,
		isAscii: true,
		conceal: (words) => words,
		...changes,
	});

it('tells who was refused where, how, and what the server offers', () => {
	const refusal = refused();
	expect(refusal).toMatchObject({
		code: 'signIn',
		problem: 'refused',
		server,
		scheme: 'ntlm',
		schemesOffered: ['NTLM', 'Negotiate'],
		userForm: 'DOMAIN\\user',
		channelBindingSent: false,
		remedyBy: 'you',
		field: 'password',
		details: { httpStatus: 401 },
	});
	expect(refusal.message).toBe(
		`${server} refused the sign-in of ENYOI\\svc (written as DOMAIN\\user) with NTLM (offered: NTLM, Negotiate).`,
	);
	expect(refused({ answer: answer() }).message).toContain('(offered: nothing)');
});

it.each<[SignInScheme | undefined, string]>([
	['basic', 'with Basic '],
	['ntlm', 'with NTLM '],
	['negotiate', 'with Negotiate '],
	[undefined, 'with Basic '],
])('names the scheme: %s', (scheme, words) => {
	expect(refused({ scheme }).message).toContain(words);
});

it.each([
	['', 'token'],
	['ENYOI\\svc', 'DOMAIN\\user'],
	['ENYOI\\svc@enyoi.example', 'DOMAIN\\user'],
	['svc@enyoi.example', 'UPN'],
	['svc', 'account name'],
])('sees how the user %p is written', (user, form) => {
	expect(userForm(user)).toBe(form);
});

describe('what the server says', () => {
	it('is told without secrets, whatever they stand in', () => {
		const challenges = ['hunter2', 'Bearer error="invalid", error_description="not hunter2"'];
		const refusal = refused({
			answer: answer(challenges, { 'x-ms-diagnostics': '1;hunter2', 'x-feserver': 'hunter2' }),
			conceal: (words) => words.replaceAll('hunter2', '…'),
		});
		const { message, details, schemesOffered } = refusal;
		expect(message).toContain('not …');
		expect(JSON.stringify([message, details, schemesOffered])).not.toContain('hunter2');
	});

	it('is told, in the message and for the administrator', () => {
		const refusal = refused({
			answer: answer(
				[
					'Bearer error="invalid_token", error_description="token is old"',
					'Bearer error="other"',
					'Basic realm="x"',
					'Digest error=""',
				],
				{ 'x-ms-diagnostics': '2000003;reason="expired"', 'request-id': 'r-1' },
			),
		});
		const words = '2000003;reason="expired"; token is old; other';
		expect(refusal.details).toEqual({ httpStatus: 401, requestId: 'r-1', diagnostics: words });
		expect(refusal.message).toMatch(/\(offered: Bearer, Basic, Digest\)\. The server says: /);
		expect(refusal.message).toContain(`${words}.`);
	});

	it('is left out where it says nothing', () => {
		const refusal = refused({ answer: answer(['NTLM'], { 'x-ms-diagnostics': '' }) });
		expect(refusal.details).not.toHaveProperty('diagnostics');
		expect(refusal.message).toMatch(/\(offered: NTLM\)\.$/);
	});
});

describe('what to do', () => {
	it.each<[SignInProblem, RegExp, object]>([
		[
			'noCommonScheme',
			/^mail\S+:443 offers no way/,
			{ remedyBy: 'exchangeAdmin', field: 'authScheme' },
		],
		[
			'connectionNotKept',
			/to mail\S+:443 .* not kept/,
			{ remedyBy: 'networkAdmin', field: undefined },
		],
		['noMd5', /on this machine.* MD5/, { remedyBy: 'you', field: 'authScheme' }],
		[
			'badChallenge',
			/^mail\S+:443 .* invalid NTLM challenge/,
			{ remedyBy: 'networkAdmin', field: undefined },
		],
		['noToken', /^No access token for mail\S+:443 /, { remedyBy: 'you', field: undefined }],
	])('is up to who can do it: %s', (problem, words, expected) => {
		const refusal = refused({ problem });
		expect(refusal).toMatchObject({ problem, ...expected });
		expect(refusal.message).toMatch(words);
		expect(refusal.remedy).toMatch(/\w+ \w+/);
	});

	it.each<[string[], boolean]>([
		[['Negotiate'], true],
		[['Negotiate', 'NTLM'], false],
		[['NTLM'], false],
		[[], false],
	])('may be to allow NTLM beside Kerberos where %j is offered: %p', (offers, expected) => {
		const { remedy, command } = refused({
			problem: 'connectionNotKept',
			scheme: 'negotiate',
			answer: answer(offers),
		});
		expect(remedy).toMatch(/balancer or proxy/);
		expect(/only Kerberos.*allow NTLM/.test(remedy!)).toBe(expected);
		expect(command !== undefined).toBe(expected);
	});

	it.each<[string[], boolean]>([
		[['Negotiate', 'Basic'], true],
		[['NTLM', 'Basic'], true],
		[['Negotiate', 'NTLM'], false],
	])('may be to choose Basic where a connection is not kept and %j is offered', (offers, has) => {
		const { remedy } = refused({ problem: 'connectionNotKept', answer: answer(offers) });
		expect(/choose it as Sign-in Scheme/.test(remedy!)).toBe(has);
	});

	it.each<[SignInScheme, boolean, boolean]>([
		['basic', false, true],
		['basic', true, false],
		['ntlm', false, false],
	])('may be another password with %s (in ASCII: %p)', (scheme, isAscii, expected) => {
		expect(/characters beyond ASCII/.test(refused({ scheme, isAscii }).remedy!)).toBe(expected);
	});

	it('names the scheme that came to no end', () => {
		expect(refused({ problem: 'connectionNotKept', scheme: 'negotiate' }).message).toMatch(
			/^Negotiate sign-in to mail\.enyoi\.example:443 /,
		);
	});

	it('is to allow NTLM, or to choose Basic where the server has that', () => {
		const remedy = (...offers: string[]) =>
			refused({ problem: 'noCommonScheme', answer: answer(offers) });
		expect(remedy('Bearer').command).toBe(
			'Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -WindowsAuthentication $true',
		);
		expect(remedy('Bearer').remedy).toMatch(/on the EWS virtual directory\.$/);
		expect(remedy('Bearer', 'Basic').remedy).toContain('choose Basic as Sign-in Scheme');
	});

	it('is to look at the account, whose command carries nothing but its name', () => {
		const show =
			'-Properties LockedOut,PasswordExpired | Format-List UserPrincipalName,Enabled,LockedOut,PasswordExpired';
		expect(refused({ user: 'ENYOI\\svc' }).command).toBe(
			String.raw`Get-ADUser -LDAPFilter '(sAMAccountName=svc)' ${show}`,
		);
		expect(refused({ user: `a'*@enyoi.example` }).command).toBe(
			String.raw`Get-ADUser -LDAPFilter '(|(userPrincipalName=a''\2a@enyoi.example)(sAMAccountName=a''\2a))' ${show}`,
		);
	});

	it.each([
		['svc@enyoi.example', 'UPN suffix', 'DOMAIN\\user works'],
		['svc', 'Try DOMAIN\\user', 'plain account name'],
		['ENYOI\\svc', 'NetBIOS name', 'user@domain'],
	])('is to write %s in another way', (user, ...words) => {
		for (const word of words) expect(refused({ user }).remedy).toContain(word);
	});

	it('says nothing of the form of a user that there is none of', () => {
		const { remedy } = refused({ user: '', scheme: 'basic' });
		expect(remedy).toMatch(/shows it at once\.$/);
	});

	it('is about Extended Protection where that may be it', () => {
		const remedy = (changes: Partial<RefusedSignIn>) => refused(changes).remedy;
		expect(remedy({ channelBindingSent: true })).toContain('set Extended Protection to Off');
		for (const scheme of ['ntlm', 'negotiate'] as const) {
			expect(remedy({ scheme })).toMatch(
				/user@domain\) works, too\. If they are right: .* Automatic/,
			);
		}
		expect(remedy({ scheme: 'basic' })).not.toContain('Extended Protection');
	});

	it('is another for tokens', () => {
		const refusal = refused({ scheme: 'bearer', user: '' });
		expect(refusal.message).toMatch(/^mail\.enyoi\.example:443 refused the access token /);
		expect(refusal).toMatchObject({ userForm: 'token', remedyBy: 'you' });
		expect(refusal.remedy).toContain('Connect the credential again');
		expect(refusal.command).toBeUndefined();
		expect(refusal.field).toBeUndefined();
	});
});

describe('no token', () => {
	it.each([
		['invalid_grant', 'invalid_grant'],
		['400 - {"error":"invalid_client"}', 'invalid_client'],
		['AADSTS700016: Application not found', 'AADSTS700016'],
		['MSIS9605', 'MSIS9605'],
	])('tells the reason out of %s', (message, reason) => {
		const refusal = noToken(new Error(message), origin);
		expect(refusal).toMatchObject({
			code: 'signIn',
			problem: 'noToken',
			server,
			scheme: 'bearer',
			schemesOffered: [],
			userForm: 'token',
			channelBindingSent: false,
		});
		expect(refusal.message).toMatch(/^No access token for mail\.enyoi\.example:443 /);
		expect(refusal.message.endsWith(` (${reason})`)).toBe(true);
		expect(refusal.remedy).toBe('Connect the credential again.');
	});

	it.each<[string, unknown]>([
		['words of others', new Error('secret-in-a-word invalid_grantee xinvalid_grant AADSTS')],
		['what is no error', 'invalid_grant'],
		['nothing', undefined],
	])('keeps anything else to itself: %s', (_name, error) => {
		expect(noToken(error, origin).message).toMatch(/could be obtained$/);
	});
});
