import type { IExecuteFunctions } from 'n8n-workflow';
import { readSettings } from '../../../nodes/shared/connection';

interface Given {
	authentication: string;
	data: object;
	helpers?: object;
}

function node({ authentication, data, helpers = {} }: Given): IExecuteFunctions {
	return {
		getNodeParameter: () => authentication,
		getCredentials: async () => data,
		helpers,
	} as unknown as IExecuteFunctions;
}

const oAuth2 = {
	server: 'mail.enyoi.example',
	emailDns: 'enyoi.example',
	user: '',
	maxConnections: 8,
	clientId: 'client',
	clientSecret: 'secret',
	authentication: 'body',
	oauthTokenData: { access_token: 'first', refresh_token: 'again' },
};

const source = async (given: Given) => {
	const { accessToken } = await readSettings(node(given));
	return accessToken as (options: { refresh: boolean }) => Promise<string>;
};

it('takes the fields of the account credential that are filled in', async () => {
	const data = { server: 'mail.enyoi.example', user: 'svc', password: 'p', caCertificate: '' };
	expect(await readSettings(node({ authentication: 'account', data }))).toEqual({
		server: 'mail.enyoi.example',
		user: 'svc',
		password: 'p',
	});
});

it("takes only what is about the connection of an OAuth2 credential, none of n8n's secrets", async () => {
	expect(await readSettings(node({ authentication: 'oAuth2', data: oAuth2 }))).toEqual({
		server: 'mail.enyoi.example',
		emailDns: 'enyoi.example',
		maxConnections: 8,
		accessToken: expect.any(Function),
	});
});

it('gives the stored token, and a renewed one after a refusal', async () => {
	const helpers = { refreshOAuth2Token: async () => ({ access_token: 'second' }) };
	const token = await source({ authentication: 'oAuth2', data: oAuth2, helpers });
	expect(await token({ refresh: false })).toBe('first');
	expect(await token({ refresh: true })).toBe('second');
});

it('says what to do where n8n is too old to renew tokens', async () => {
	const token = await source({ authentication: 'oAuth2', data: oAuth2 });
	await expect(token({ refresh: true })).rejects.toMatchObject({
		code: 'signIn',
		message: expect.stringContaining('this version of n8n'),
		remedy: expect.stringContaining('connect it again'),
	});
});

it.each([
	[{ message: 'Invalid', body: { error: 'invalid_grant' } }, '(invalid_grant)'],
	[{ message: 'AADSTS700082: The refresh token has expired' }, '(AADSTS700082)'],
	[{ message: 'token eyJhbGciOi.secret was revoked' }, 'could not be renewed'],
])(
	'names the reason that the authorization server gives, and nothing else',
	async (fault, said) => {
		const helpers = {
			refreshOAuth2Token: async () => {
				throw Object.assign(new Error(fault.message), fault);
			},
		};
		const token = await source({ authentication: 'oAuth2', data: oAuth2, helpers });
		const error = await token({ refresh: true }).catch((failure: Error) => failure);
		expect((error as Error).message).toContain(said);
		expect((error as Error).message).not.toContain('eyJ');
	},
);
