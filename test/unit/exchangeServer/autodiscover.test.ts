import { createAutodiscover, type Autodiscover } from '../../exchangeServer/autodiscover';
import { Company } from '../../exchangeServer/company';
import { parseXml, path } from '../../exchangeServer/contracts';
import { loadEwsSchemas, type EwsSchemas } from '../../exchangeServer/schemaValidation';
import { describeWith, schemaDirectory, schemas as schemasAtHand } from '../../requirements';

const ewsUrl = 'https://mail.enyoi.example/EWS/Exchange.asmx';

let autodiscover: Autodiscover;
let company: Company;
beforeEach(() => {
	company = new Company();
	company.addPerson({ accountName: 'alice', displayName: 'Alice <Jansen>' });
	autodiscover = createAutodiscover({
		company,
		product: 'Exchange2019',
		ewsUrl: () => ewsUrl,
		now: () => new Date('2026-11-23T09:00:00Z'),
	});
});

const post = (url: string, body: string) =>
	autodiscover.answer({ method: 'POST', path: url, body, account: company.account('alice')! });

describe('POX', () => {
	const ask = (
		address: string,
		schema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a',
	) =>
		post(
			'/Autodiscover/Autodiscover.xml',
			`<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${schema}</AcceptableResponseSchema></Request></Autodiscover>`,
		);

	it('gives the EWS URL of a mailbox', () => {
		const answer = parseXml(ask('Alice@enyoi.example').body);
		expect(path(answer, 'Response', 'User', 'DisplayName')?.text).toBe('Alice <Jansen>');
		expect(path(answer, 'Response', 'Account', 'Action')?.text).toBe('settings');
		expect(path(answer, 'Response', 'Account', 'Protocol', 'EwsUrl')?.text).toBe(ewsUrl);
	});

	it.each([
		['an unknown address', () => ask('nobody@enyoi.example').body, '500'],
		['another schema', () => ask('alice@enyoi.example', 'mobilesync').body, '601'],
		['rubbish', () => post('/autodiscover/autodiscover.xml', '<a').body, '600'],
		['a request without address', () => post('/autodiscover/autodiscover.xml', '<a/>').body, '600'],
	])('answers %s with an error', (_, answer, code) => {
		expect(path(parseXml(answer()), 'Response', 'Error', 'ErrorCode')?.text).toBe(code);
	});

	it('redirects by address and by URL', () => {
		autodiscover.rules.addressRedirects.set('a@old.example', 'alice@enyoi.example');
		autodiscover.rules.urlRedirects.set('b@old.example', 'https://b/autodiscover/autodiscover.xml');
		expect(ask('A@old.example').body).toContain('<RedirectAddr>alice@enyoi.example</RedirectAddr>');
		expect(ask('b@old.example').body).toContain('<Action>redirectUrl</Action>');
	});
});

describe('HTTP', () => {
	it('knows its paths, whatever the case', () => {
		expect(autodiscover.handles('/AutoDiscover/AutoDiscover.xml?a=b')).toBe(true);
		expect(autodiscover.handles('/autodiscover/autodiscover.svc')).toBe(true);
		expect(autodiscover.handles('/EWS/Exchange.asmx')).toBe(false);
	});

	it('redirects an anonymous GET when told to, and can be missing', () => {
		const get = (url: string) => autodiscover.beforeSignIn({ method: 'GET', path: url });
		expect(get('/autodiscover/autodiscover.xml')).toBeUndefined();
		autodiscover.rules.getRedirect = 'https://elsewhere/autodiscover/autodiscover.xml';
		expect(get('/autodiscover/autodiscover.xml')).toMatchObject({
			status: 302,
			headers: { Location: 'https://elsewhere/autodiscover/autodiscover.xml' },
		});
		autodiscover.rules.missing.add('soap');
		expect(get('/autodiscover/autodiscover.svc')?.status).toBe(404);
	});
});

describeWith(schemasAtHand, 'SOAP', () => {
	let schemas: EwsSchemas;
	beforeAll(async () => {
		schemas = await loadEwsSchemas(schemaDirectory);
	});
	afterAll(() => schemas.close());

	const ask = (message: string) => {
		const answer = post(
			'/autodiscover/autodiscover.svc',
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"><s:Body>${message}</s:Body></s:Envelope>`,
		);
		expect(schemas.validate(answer.body)).toEqual([]);
		return answer.body;
	};
	const user = (address: string, ...settings: string[]) =>
		ask(
			`<a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>${address}</a:Mailbox></a:User></a:Users><a:RequestedSettings>${settings.map((name) => `<a:Setting>${name}</a:Setting>`).join('')}</a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage>`,
		);

	it('gives the settings that were asked for', () => {
		const body = user('alice@enyoi.example', 'ExternalEwsUrl', 'InternalOABUrl');
		expect(body).toContain(`<Name>ExternalEwsUrl</Name><Value>${ewsUrl}</Value>`);
		expect(body).toContain('<SettingName>InternalOABUrl</SettingName>');
		expect(body).not.toContain('CasVersion');
	});

	it('tells an unknown user, and where to ask', () => {
		autodiscover.rules.addressRedirects.set('a@old.example', 'alice@enyoi.example');
		autodiscover.rules.urlRedirects.set('b@old.example', 'https://b/autodiscover/autodiscover.svc');
		expect(user('nobody@enyoi.example', 'CasVersion')).toContain(
			'<ErrorCode>InvalidUser</ErrorCode>',
		);
		expect(user('a@old.example', 'CasVersion')).toContain(
			'<RedirectTarget>alice@enyoi.example</RedirectTarget>',
		);
		expect(user('b@old.example', 'CasVersion')).toContain('<ErrorCode>RedirectUrl</ErrorCode>');
	});

	it('knows its own domain only', () => {
		const body = ask(
			'<a:GetDomainSettingsRequestMessage><a:Request><a:Domains><a:Domain>enyoi.example</a:Domain><a:Domain>other.example</a:Domain></a:Domains><a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting></a:RequestedSettings></a:Request></a:GetDomainSettingsRequestMessage>',
		);
		expect(body).toContain(ewsUrl);
		expect(body).toContain('InvalidDomain');
	});
});
