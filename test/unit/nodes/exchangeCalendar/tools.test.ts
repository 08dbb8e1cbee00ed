/** Each operation as a tool of an AI agent: what the model reads of it, and what it is asked for. */
import {
	NodeHelpers,
	traverseNodeParameters,
	type FromAIArgument,
	type INode,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';
import { ExchangeCalendar } from '../../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import type { Operation } from '../../../../nodes/ExchangeCalendar/operation';
import { resources } from '../../../../nodes/ExchangeCalendar/resources';

const { description } = new ExchangeCalendar();

const operations = Object.entries(resources).flatMap(([resource, { operations: all }]) =>
	Object.entries(all).map(([name, operation]): [string, string, string, Operation] => [
		`${resource}.${name}`,
		resource,
		name,
		operation,
	]),
);

/** Parameters that a model can be asked for, those in collections included. */
function fillable(parameters: readonly INodeProperties[]): INodeProperties[] {
	return parameters.flatMap((parameter) =>
		parameter.type === 'collection'
			? (parameter.options as INodeProperties[])
			: parameter.type === 'notice' || parameter.noDataExpression
				? []
				: [parameter],
	);
}

/** The expression that the editor writes when a parameter is left to the model. */
const byModel = ({ displayName }: INodeProperties) => {
	const key = displayName.replace(/[^a-zA-Z0-9_-]/g, '_').replace(/_{2,}/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;
};

function toolOf(resource: string, operation: string, parameters: INodeParameters): INode {
	return {
		id: '1',
		name: 'Tool',
		type: 'n8n-nodes-exchange-server.exchangeCalendarTool',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource, operation, descriptionType: 'auto', ...parameters },
	};
}

const describedAs = (resource: string, operation: string) =>
	NodeHelpers.getToolDescriptionForNode(toolOf(resource, operation, {}), {
		description,
	} as ExchangeCalendar);

describe.each(operations)('%s', (_, resource, name, { option, parameters }) => {
	it('is described by what it does, and named so when it is added', () => {
		expect(describedAs(resource, name)).toBe(`${option.action} in Exchange Calendar`);
		expect(option.value).toBe(name);
		expect(option.action).toMatch(/^[A-Z][a-z]+ .{10,60}$/);
		expect(NodeHelpers.makeNodeName({ resource, operation: name }, description)).toBe(
			option.action,
		);
	});

	it('asks the model for each parameter by a name of its own', () => {
		const given = Object.fromEntries(
			fillable(parameters).map((parameter) => [parameter.name, byModel(parameter)]),
		);
		const found: FromAIArgument[] = [];
		traverseNodeParameters(toolOf(resource, name, given).parameters, found);
		const keys = found.map(({ key }) => key);

		expect(keys).toHaveLength(fillable(parameters).length);
		expect(new Set(keys).size).toBe(keys.length);
		for (const key of keys) expect(key).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
	});

	it('says of each choice which words are allowed', () => {
		for (const { type, options = [], name: parameter } of fillable(parameters)) {
			if (type !== 'options') continue;
			const values = options.map((one) => ('value' in one ? String(one.value) : ''));
			expect({ parameter, values: values.filter((value) => !/^[A-Za-z]+$/.test(value)) }).toEqual({
				parameter,
				values: [],
			});
		}
	});
});

it('has another description for each operation', () => {
	const all = operations.map(([, resource, name]) => describedAs(resource, name));
	expect(new Set(all).size).toBe(all.length);
});

it('says so on top of each operation that writes, and of no other', () => {
	const writing = operations
		.filter(([, , , { parameters }]) => parameters[0].type === 'notice')
		.map(([name]) => name);
	const reads = /\.(get|find|download)/;

	expect(writing).toEqual(operations.map(([name]) => name).filter((name) => !reads.test(name)));
});

it('mails nobody by default', () => {
	const mailing = operations
		.flatMap(([, , , { parameters }]) => parameters)
		.filter(({ name }) => name === 'sendInvitations');

	expect(mailing.length).toBeGreaterThan(0);
	for (const parameter of mailing) expect(parameter.default).toBe('none');
});

it('masks private events by default', () => {
	const privacy = operations
		.flatMap(([, , , { parameters }]) => fillable(parameters))
		.filter(({ name }) => name === 'privacy');

	expect(privacy.length).toBeGreaterThan(0);
	for (const parameter of privacy) expect(parameter.default).toBe('maskPrivate');
});
