import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
	executeFilter,
	NodeHelpers,
	Workflow,
	type FilterValue,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { ExchangeCalendarTrigger } from '../../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { ResolveMailbox } from '../../../nodes/ResolveMailbox/ResolveMailbox.node';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { TestExchangeConnection } from '../../../nodes/TestExchangeConnection/TestExchangeConnection.node';

const root = path.resolve(__dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/workflows.md'), 'utf8');
const files = readdirSync(path.join(root, 'workflows')).filter((name) => name.endsWith('.json'));

const types: Record<string, INodeType> = Object.fromEntries(
	[
		new ExchangeCalendar(),
		new ExchangeCalendarTrigger(),
		new ResolveMailbox(),
		new SyncCalendarItems(),
		new TestExchangeConnection(),
	].map((type) => [type.description.name, type]),
);

const typeOf = ({ type }: Pick<INode, 'type'>) =>
	type.startsWith('n8n-nodes-exchange-server.') ? types[type.split('.')[1]] : undefined;

const nodeTypes: INodeTypes = {
	getByName: (type) => typeOf({ type }) ?? types.resolveMailbox,
	getByNameAndVersion: (type) => typeOf({ type }) ?? types.resolveMailbox,
	getKnownTypes: () => ({}),
};

/** Nodes that anybody can call who knows the address. */
const doors = /\.(webhook|formTrigger)$/;

describe.each(files)('the example %s', (file) => {
	const workflow = JSON.parse(readFileSync(path.join(root, 'workflows', file), 'utf8')) as {
		nodes: INode[];
		connections: IConnections;
	};
	const { nodes, connections } = workflow;

	it('has a place in the documentation', () => {
		expect(page).toContain(`(../workflows/${file})`);
	});

	it('has no open door', () => {
		for (const { name, type, parameters } of nodes.filter((node) => doors.test(node.type))) {
			const { authentication = 'none' } = parameters;
			expect({ name, type, isOpen: authentication === 'none' }).toMatchObject({ isOpen: false });
		}
	});

	it('connects nodes that are there', () => {
		const names = new Set(nodes.map(({ name }) => name));
		for (const [from, outputs] of Object.entries(connections)) {
			const targets = Object.values(outputs).flatMap((lists) => lists.flat());
			for (const name of [from, ...targets.map((target) => target!.node)]) {
				expect(names).toContain(name);
			}
		}
	});

	it('connects the outputs that its nodes have with these parameters, failures to the last', () => {
		for (const node of nodes) {
			const { main: connected = [] } = connections[node.name] ?? {};
			const description = typeOf(node)?.description;
			if (!description || connected.length === 0) continue;
			const whole = new Workflow({ nodes, connections, active: false, nodeTypes });
			const { length } = NodeHelpers.getNodeOutputs(whole, node, description);
			const fails = node.onError === 'continueErrorOutput';
			expect({ name: node.name, outputs: connected.length }).toEqual({
				name: node.name,
				outputs: fails ? length : Math.min(connected.length, length),
			});
		}
	});

	it('fills in the panels as they are', () => {
		const own = nodes.filter(({ type }) => type.startsWith('n8n-nodes-exchange-server.'));
		expect(own.length).toBeGreaterThan(0);
		for (const node of own) {
			const { description } = types[node.type.split('.')[1].replace(/Tool$/, '')];
			const { properties } = description;
			const complete = (parameters: INodeParameters) =>
				NodeHelpers.getNodeParameters(properties, parameters, true, false, node, description)!;
			const read = complete(node.parameters);
			// What the panel does not have would be lost without a word.
			expect({ name: node.name, parameters: read }).toMatchObject({
				name: node.name,
				parameters: node.parameters,
			});
			const issues = NodeHelpers.getNodeParametersIssues(
				properties,
				{ ...node, parameters: read },
				description,
			);
			expect({ name: node.name, issues }).toEqual({ name: node.name, issues: null });
		}
	});
});

/** Tables of what is on: the two outputs of the node that asks whether an event is off. */
it.each([
	['calendarsToDataTable', 'Gone?'],
	['atLeastOnce', 'Gone?'],
	['nearRealTime', 'Gone?'],
])('the example %s stores what is on, and no meeting that is called off', (file, name) => {
	const text = readFileSync(path.join(root, 'workflows', `${file}.json`), 'utf8');
	const { nodes, connections } = JSON.parse(text) as {
		nodes: INode[];
		connections: IConnections;
	};
	// The workflow below knows no nodes of n8n, and leaves out what they are filled in with.
	const { conditions } = nodes.find((node) => node.name === name)!.parameters;
	const whole = new Workflow({ nodes, connections, active: false, nodeTypes });
	const isOff = (event: IDataObject) => {
		const items = [{ json: event }];
		const given = [null, 0, 0, name, items, 'trigger', {}] as const;
		const filter = whole.expression.getParameterValue(conditions!, ...given, undefined);
		return executeFilter(filter as unknown as FilterValue);
	};
	const updated = { kind: 'updated', changeType: 'updated' };
	expect(isOff({ ...updated, isCancelled: false })).toBe(false);
	expect(isOff(updated)).toBe(false);
	expect(isOff({ ...updated, isCancelled: true })).toBe(true);
	expect(isOff({ kind: 'deleted', changeType: 'deleted' })).toBe(true);
	const [off, on] = connections[name].main.map((targets) => targets?.map(({ node }) => node));
	expect([off, on]).toEqual([['Delete the Row'], ['Store the Event']]);
});
