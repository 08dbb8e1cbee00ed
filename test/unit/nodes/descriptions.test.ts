import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';
import { credentialFieldLabels } from '../../../credentials/connectionFields';
import { ExchangeServerApi } from '../../../credentials/ExchangeServerApi.credentials';
import { ExchangeServerOAuth2Api } from '../../../credentials/ExchangeServerOAuth2Api.credentials';
import { exchangeVersions } from '../../../exchange/settings';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { ExchangeCalendarTrigger } from '../../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { ResolveMailbox } from '../../../nodes/ResolveMailbox/ResolveMailbox.node';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { TestExchangeConnection } from '../../../nodes/TestExchangeConnection/TestExchangeConnection.node';
import { workflowWith } from '../../support/runWorkflow';

const root = path.resolve(__dirname, '../../..');
const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const nodes: Array<[string, INodeType]> = [
	['ResolveMailbox', new ResolveMailbox()],
	['TestExchangeConnection', new TestExchangeConnection()],
	['SyncCalendarItems', new SyncCalendarItems()],
	['ExchangeCalendar', new ExchangeCalendar()],
	['ExchangeCalendarTrigger', new ExchangeCalendarTrigger()],
];

/** Parameters that nobody can know before; all others have a value that works. */
const toFillIn: Record<string, string[]> = {
	ExchangeCalendar: ['mailbox'],
	SyncCalendarItems: ['mailbox'],
	ExchangeCalendarTrigger: ['mailbox'],
};

/** Words that people look for in n8n's list of nodes. */
const searchWords = [
	'exchange',
	'microsoft exchange',
	'exchange server',
	'ews',
	'outlook calendar',
	'on premises',
	'calendar',
	'mailbox',
	'appointment',
	'kalender',
	'agenda',
	'rendez-vous',
];

/** Names of the outputs of Sync Calendar Items with these parameters, as n8n finds them. */
function outputsFor(parameters: INodeParameters): Array<string | undefined> {
	const type = new SyncCalendarItems();
	const workflow = workflowWith(type, { credential: {}, parameters });
	const node = workflow.getNode('Exchange')!;
	const found = NodeHelpers.getNodeOutputs(workflow, node, type.description);
	return found.map((output) => (typeof output === 'string' ? output : output.displayName));
}

/** A property and those inside it. */
function withInner(property: INodeProperties): INodeProperties[] {
	const options = (property.options ?? []) as Array<INodePropertyOptions | INodePropertyCollection>;
	const inner = options.flatMap((option) =>
		'values' in option
			? option.values
			: 'type' in option
				? [option as unknown as INodeProperties]
				: [],
	);
	return [property, ...inner.flatMap(withInner)];
}

const valuesOf = ({ options = [] }: INodeProperties) =>
	options.map((option) => ('value' in option ? option.value : undefined));

function expectWellFormed(properties: INodeProperties[]): void {
	for (const property of properties.flatMap(withInner)) {
		const { name, displayName, description, type } = property;
		const isDescribed = type === 'notice' || (description ?? '').length > 5;
		expect({ name, described: isDescribed }).toEqual({ name, described: true });
		expect(displayName).toMatch(/^[A-Z]/);
		if (type === 'options') expect(valuesOf(property)).toContain(property.default);
	}
}

describe.each(nodes)('%s', (name, { description, methods }) => {
	it('is named as in the contract and registered', () => {
		expect(description.name).toBe(name[0].toLowerCase() + name.slice(1));
		expect(packageJson.n8n.nodes).toContain(`dist/nodes/${name}/${name}.node.js`);
		const isTrigger = name.endsWith('Trigger');
		expect(description).toMatchObject({ subtitle: expect.any(String) });
		expect(description.usableAsTool).toBe(isTrigger ? undefined : true);
		expect(description.inputs).toHaveLength(isTrigger ? 0 : 1);
	});

	it('describes every parameter and has valid defaults', () => {
		expectWellFormed(description.properties);
	});

	it('has icons for light and dark, and a codex file', () => {
		const { light, dark } = description.icon as { light: string; dark: string };
		for (const icon of [light, dark]) {
			expect(existsSync(path.join(root, 'nodes', name, icon.replace('file:', '')))).toBe(true);
		}
		const codex = readFileSync(path.join(root, 'nodes', name, `${name}.node.json`), 'utf8');
		expect(JSON.parse(codex).node).toBe(`${packageJson.name}.${description.name}`);
	});

	it('signs in as its authentication parameter says', () => {
		const authentication = description.properties.find((one) => one.name === 'authentication')!;
		expect(authentication).toMatchObject({ default: 'account', noDataExpression: true });
		expect(valuesOf(authentication)).toEqual(['account', 'oAuth2']);
		expect(description.credentials).toMatchObject([
			{
				name: 'exchangeServerApi',
				displayOptions: { show: { authentication: ['account'] } },
			},
			{
				name: 'exchangeServerOAuth2Api',
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		]);
		for (const { testedBy } of description.credentials!) {
			expect(methods?.credentialTest).toHaveProperty(testedBy as string);
		}
	});

	it('is ready with its defaults', () => {
		const { properties } = description;
		const node = {
			id: '1',
			name,
			type: description.name,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {} as INodeParameters,
		};
		node.parameters = NodeHelpers.getNodeParameters(
			properties,
			{},
			true,
			false,
			node,
			description,
		)!;

		const issues = NodeHelpers.getNodeParametersIssues(properties, node, description);
		expect(Object.keys(issues?.parameters ?? {})).toEqual(toFillIn[name] ?? []);
	});
});

it.each(nodes)('%s is found by what people call it, and links to pages of its own', (name) => {
	const file = path.join(root, 'nodes', name, `${name}.node.json`);
	const { alias, resources } = JSON.parse(readFileSync(file, 'utf8')) as {
		alias: string[];
		resources: Record<string, Array<{ url: string }>>;
	};
	for (const word of searchWords) expect(alias).toContain(word);
	const urls = Object.values(resources).flatMap((links) => links.map(({ url }) => url));
	expect(urls).toHaveLength(2);
	for (const url of urls) {
		// n8n appends a query, which would hide behind an anchor.
		expect(url).not.toContain('#');
		const [, page] = /\/blob\/main\/(docs\/.*\.md)$/.exec(url)!;
		expect({ page, exists: existsSync(path.join(root, page)) }).toEqual({ page, exists: true });
	}
});

it.each(nodes)('%s names its tools and nodes by resource and operation', (_, { description }) => {
	const resource = description.properties.find(({ name }) => name === 'resource');
	const operations = description.properties.filter(({ name }) => name === 'operation');
	expect(operations.length > 0).toBe(resource !== undefined);
	for (const { displayOptions, options = [] } of operations) {
		expect(displayOptions?.show?.resource).toHaveLength(1);
		const actions = options.map((option) => (option as INodePropertyOptions).action);
		expect(new Set(actions).size).toBe(options.length);
	}
	// Otherwise n8n adds a Custom API Call to them.
	if (operations.length > 0) expect(description).toMatchObject({ version: [1], defaultVersion: 1 });
});

it('gives each operation of Sync Calendar Items its own outputs', () => {
	const { description } = new SyncCalendarItems();
	const operation = description.properties.find(({ name }) => name === 'operation')!;

	expect(operation.default).toBe('getChanges');
	expect(valuesOf(operation)).toEqual(['apply', 'confirm', 'getChanges', 'push', 'twoWay']);
	expect(outputsFor({ operation: 'getChanges' })).toEqual(['Changes']);
	expect(outputsFor({ operation: 'getChanges', options: {} })).toEqual(['Changes']);
	for (const options of [{ positionStore: 'item' }, { outputPositions: true }]) {
		expect(outputsFor({ operation: 'getChanges', options })).toEqual(['Changes', 'Position']);
		expect(outputsFor({ operation: 'push', options })).toEqual([undefined]);
	}
	for (const name of ['Changes', 'Position', 'For the Source', 'In Exchange', 'Conflicts']) {
		expect(description.outputs).toContain(`"displayName":"${name}"`);
	}
});

describe('the credential', () => {
	const { name, properties, icon, documentationUrl } = new ExchangeServerApi();
	const byName = Object.fromEntries(properties.map((property) => [property.name, property]));

	it('has every field of the contract', () => {
		expect(name).toBe('exchangeServerApi');
		expect(Object.keys(byName).sort()).toEqual(
			[
				'server',
				'autodiscover',
				'version',
				'emailDns',
				'otherEmailDomains',
				'user',
				'password',
				'authScheme',
				'mailboxAccess',
				'impersonateBy',
				'channelBinding',
				'caCertificate',
				'certificateSha256',
				'clientCertificate',
				'clientKey',
				'clientKeyPassphrase',
				'allowUnauthorizedCerts',
				'maxConnections',
				'timeoutSeconds',
				'maxResponseMegabytes',
				'testMailbox',
				'allowedRedirectHosts',
				'showAdvanced',
			].sort(),
		);
		expect(valuesOf(byName.version)).toEqual(exchangeVersions);
	});

	it('asks first for what everybody needs, and for the rest behind a switch', () => {
		const first = ['server', 'user', 'password', 'emailDns', 'testMailbox', 'mailboxAccess'];
		const names = properties.map((property) => property.name);
		expect(names.slice(0, 8)).toEqual([...first, 'version', 'showAdvanced']);
		for (const property of properties.slice(8)) {
			expect(property.displayOptions?.show?.showAdvanced).toEqual([true]);
		}
	});

	it('describes every field and has valid defaults', () => {
		expectWellFormed(properties);
		expect(documentationUrl).toMatch(/^https:/);
	});

	it('hides what is secret and nothing else', () => {
		const hidden = properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(hidden.map((property) => property.name)).toEqual([
			'password',
			'clientKey',
			'clientKeyPassphrase',
		]);
	});

	it('has the names of its fields in errors', () => {
		const labels = properties.map((property) => [property.name, property.displayName]);
		expect(labels.filter(([field]) => field !== 'showAdvanced').sort()).toEqual(
			[...credentialFieldLabels].sort(),
		);
	});

	it('is safe by default', () => {
		expect(byName).toMatchObject({
			allowUnauthorizedCerts: { default: false },
			autodiscover: { default: false },
			authScheme: { default: 'auto' },
			channelBinding: { default: 'auto' },
			mailboxAccess: { default: 'impersonation' },
			maxConnections: { default: 4 },
			timeoutSeconds: { default: 60 },
		});
	});

	it('has icons for light and dark', () => {
		for (const file of Object.values(icon as { light: string; dark: string })) {
			expect(existsSync(path.join(root, 'credentials', file.replace('file:', '')))).toBe(true);
		}
	});
});

describe('the OAuth2 credential', () => {
	const credential = new ExchangeServerOAuth2Api();
	const byName = Object.fromEntries(
		credential.properties.map((property) => [property.name, property]),
	);

	it('is one of n8n and registered', () => {
		expect(credential).toMatchObject({
			name: 'exchangeServerOAuth2Api',
			extends: ['oAuth2Api'],
			displayName: 'Microsoft Exchange Server OAuth2 API',
		});
		expect(packageJson.n8n.credentials).toContain(
			'dist/credentials/ExchangeServerOAuth2Api.credentials.js',
		);
	});

	it('has the connection fields of the other credential', () => {
		const forPasswords = ['password', 'authScheme', 'channelBinding'];
		const shared = new ExchangeServerApi().properties
			.map(({ name }) => name)
			.filter((name) => !forPasswords.includes(name));
		expect(Object.keys(byName)).toEqual(expect.arrayContaining(shared));
		expect(Object.keys(byName).filter((name) => forPasswords.includes(name))).toEqual([]);
	});

	it('lets the addresses, the scope and the resource be edited', () => {
		for (const name of ['authUrl', 'accessTokenUrl', 'scope', 'resource', 'authQueryParameters']) {
			expect(byName[name]).toMatchObject({ type: 'string' });
		}
		expect(valuesOf(byName.grantType)).toEqual(['authorizationCode', 'pkce']);
		expect(byName.grantType.default).toBe('pkce');
	});

	it('describes every field, hides what is secret, and is safe by default', () => {
		const visible = credential.properties.filter(({ type }) => type !== 'hidden');
		expectWellFormed(visible);
		const hidden = visible.filter(({ typeOptions }) => typeOptions?.password);
		expect(hidden.map(({ name }) => name)).toEqual([
			'clientSecret',
			'clientKey',
			'clientKeyPassphrase',
		]);
		expect(byName).toMatchObject({
			ignoreSSLIssues: { default: false },
			allowUnauthorizedCerts: { default: false },
		});
	});
});
