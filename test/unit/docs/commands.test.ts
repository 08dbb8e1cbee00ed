/** The commands that README, CONTRIBUTING and docs/ tell people to run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as library from '../../../index';
import { repositoryRoot } from '../../requirements';
import { readPowerShell } from '../commands/powershellLine';
import { filesIn, pages, textOf } from './docPages';

const texts = pages.map(textOf);
const manifest = JSON.parse(textOf('package.json')) as {
	name: string;
	version: string;
	scripts: Record<string, string>;
};

const allOf = (pattern: RegExp) => [
	...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]))),
];

/** The blocks of a language, in all pages. */
const blocks = (language: string) =>
	allOf(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')).map((block) => block.trim());

it.each(allOf(/npm run ([\w:-]+)/g))('npm run %s is a script of the package', (script) => {
	expect(Object.keys(manifest.scripts)).toContain(script);
});

it.each(allOf(/node (?:--import tsx )?((?:scripts|test)\/[\w/.]+)/g))('%s is there', (file) => {
	expect(existsSync(path.join(repositoryRoot, file))).toBe(true);
});

it.each(allOf(/npm test -- (test[\w/]+)/g))('%s has tests', (folder) => {
	expect(existsSync(path.join(repositoryRoot, folder))).toBe(true);
});

it.each(allOf(/--testPathPatterns '?([^\s`']+)/g))('%s matches tests', (pattern) => {
	const matching = testFiles().filter((file) => new RegExp(pattern).test(file));
	expect(matching.length).toBeGreaterThan(0);
});

it.each(allOf(/--selectProjects (\w+)/g))('%s is a project of jest', (project) => {
	expect(existsSync(path.join(repositoryRoot, 'test', project))).toBe(true);
	expect(textOf('jest.config.js')).toContain(`'${project}'`);
});

it.each(allOf(/\b([A-Z][A-Z0-9_]{3,})=\S/g))('the variable %s is read somewhere', (name) => {
	const sources = [...filesIn('scripts'), ...filesIn('test')].filter((file) =>
		/\.(ts|mjs)$/.test(file),
	);
	const isRead = new RegExp(`\\b${name}\\b`);
	// What n8n itself reads.
	if (name.startsWith('N8N_')) return;
	expect(sources.some((file) => isRead.test(textOf(file)))).toBe(true);
});

it('names the tarball that npm packs', () => {
	const names = allOf(/(n8n-nodes-exchange-server-[\w.-]*\.tgz)/g);
	expect(names).toEqual([`${manifest.name}-${manifest.version}.tgz`]);
});

it('names the versions of n8n that the tests run on', () => {
	const tried = [...textOf('scripts/lib/ensureN8n.mjs').matchAll(/version: '([\d.]+)'/g)];
	const versions = tried.map((match) => match[1]);
	expect(versions.length).toBeGreaterThan(1);
	for (const version of allOf(/n8nio\/n8n:([\d.]+)/g)) expect(versions).toContain(version);
	const named = allOf(/\bn8n (\d+\.\d+)\b/g);
	expect(named.length).toBeGreaterThan(1);
	for (const version of named) {
		expect(versions.map((tried) => tried.split('.', 2).join('.'))).toContain(version);
	}
});

it.each(blocks('json'))('JSON can be read: %s', (block) => {
	expect(() => JSON.parse(block) as unknown).not.toThrow();
});

it('code imports what the package exports', () => {
	const types = filesIn('exchange')
		.filter((file) => file.endsWith('.ts'))
		.map(textOf)
		.join('\n');
	const imports = [
		...blocks('ts')
			.join('\n')
			.matchAll(/import (type )?\{([^}]*)\} from 'n8n-nodes-exchange-server'/g),
	];
	expect(imports.length).toBeGreaterThan(0);
	for (const [, isType, names] of imports) {
		for (const name of names.split(',').map((one) => one.trim())) {
			if (isType) expect(types).toMatch(new RegExp(`export (interface|type) ${name}\\b`));
			else expect(Object.keys(library)).toContain(name);
		}
	}
});

/**
 * Cmdlets with those of their parameters that the pages use.
 * @see https://learn.microsoft.com/powershell/module/exchangepowershell/
 */
const cmdlets: Record<string, readonly string[]> = {
	'Add-MailboxFolderPermission': ['Identity', 'User', 'AccessRights'],
	'Format-List': [],
	'Format-Table': [],
	'Get-DistributionGroup': ['Identity'],
	'Get-MailboxFolderStatistics': ['Identity', 'FolderScope'],
	'Get-ManagementRoleAssignment': ['Role', 'RoleAssignee', 'GetEffectiveUsers'],
	'Get-ThrottlingPolicy': ['Identity'],
	'Get-ThrottlingPolicyAssociation': ['Identity'],
	'New-ManagementRoleAssignment': ['Name', 'Role', 'User', 'CustomRecipientWriteScope'],
	'New-ManagementScope': ['Name', 'RecipientRestrictionFilter'],
	'New-ThrottlingPolicy': [
		'Name',
		'ThrottlingPolicyScope',
		'EwsMaxConcurrency',
		'EwsCutoffBalance',
		'EwsMaxSubscriptions',
		'EwsPercentTimeInAD',
		'EwsPercentTimeInCAS',
		'EwsPercentTimeInMailboxRPC',
	],
	'Set-OrganizationConfig': ['EwsAllowList'],
	'Get-OrganizationConfig': [],
	'Set-ThrottlingPolicy': ['Identity', 'EwsMaxConcurrency', 'EwsCutoffBalance'],
	'Set-ThrottlingPolicyAssociation': ['Identity', 'ThrottlingPolicy'],
};

const powershellLines = [
	...blocks('powershell').flatMap((block) =>
		block.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
	),
	...allOf(/`((?:Get|Set|New|Add)-[A-Z]\w+ [^`]+)`/g),
];

it.each(powershellLines)('is a line that PowerShell reads: %s', (line) => {
	const { code } = readPowerShell(line);
	const steps = code.replace(/^\$\w+ = /, '').split(/\s\|\s/);
	for (const step of steps) {
		const [cmdlet] = step.split(' ', 1);
		expect(Object.keys(cmdlets)).toContain(cmdlet);
		const outside = step.replace(/"[^"]*"/g, '□');
		for (const [, name] of outside.matchAll(/\s-([A-Za-z]\w*)/g)) {
			expect({ cmdlet, parameters: cmdlets[cmdlet] }).toEqual({
				cmdlet,
				parameters: expect.arrayContaining([name]),
			});
		}
	}
});

function testFiles(): string[] {
	return filesIn('test').filter((file) => file.endsWith('.test.ts'));
}
