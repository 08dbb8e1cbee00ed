import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CalendarChange } from '../../exchange/calendar/event';
import type { Step } from './workflow';

/** How far a table takes part; what goes beyond waits until `letGo`. */
export interface Patience {
	/** So many changes are stored. */
	stores: number;
	/** So many changes are answered, of those that are stored. */
	answers: number;
}

/** A table of the system that a workflow fills: what it was told, under the change's key. */
export interface Table {
	/** Every change that was stored, oldest first, repeats included. */
	readonly arrived: CalendarChange[];
	/** What the table holds now. */
	readonly rows: Map<string, CalendarChange>;
	/** Changes whose request waits for its answer. */
	readonly waiting: number;
	patience: Patience;
	/** Drops whoever waits; from now on everything is stored and answered. */
	letGo(): void;
}

/** The other system of a test: an HTTP server that keeps one table a path. */
export interface DownstreamStore {
	table(name: string): Table;
	/** A step that sends each change to a table. It gives out what `confirm` needs. */
	step(name: string, table: string, more?: Partial<Step>): Step;
	/** The same for all tables. */
	letGo(): void;
	close(): Promise<void>;
}

const unlimited: Patience = { stores: Infinity, answers: Infinity };

export async function startDownstreamStore(): Promise<DownstreamStore> {
	const tables = new Map<string, StoredTable>();
	const table = (name: string) => {
		const found = tables.get(name) ?? new StoredTable();
		tables.set(name, found);
		return found;
	};
	const server = createServer((request, response) => {
		void bodyOf(request).then((body) =>
			table((request.url ?? '').slice(1)).receive(JSON.parse(body) as CalendarChange, response),
		);
	});
	await once(server.listen({ port: 0, host: '127.0.0.1' }), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		table,
		step: (name, tableName, more = {}) => ({
			name,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: `http://127.0.0.1:${port}/${tableName}`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify($json) }}',
				options: {},
			},
			...more,
		}),
		letGo() {
			for (const one of tables.values()) one.letGo();
		},
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

class StoredTable implements Table {
	readonly arrived: CalendarChange[] = [];
	readonly rows = new Map<string, CalendarChange>();
	patience = unlimited;
	private readonly held = new Set<ServerResponse>();

	get waiting(): number {
		return this.held.size;
	}

	receive(change: CalendarChange, response: ServerResponse): void {
		const { stores, answers } = this.patience;
		this.patience = { stores: stores - 1, answers: answers - 1 };
		if (stores > 0) this.store(change);
		if (stores > 0 && answers > 0) {
			const { mailbox, syncRun } = change;
			response.setHeader('Content-Type', 'application/json');
			response.end(JSON.stringify({ mailbox, syncRun }));
			return;
		}
		this.held.add(response);
	}

	letGo(): void {
		for (const response of this.held) response.destroy();
		this.held.clear();
		this.patience = unlimited;
	}

	private store(change: CalendarChange): void {
		this.arrived.push(change);
		if (change.changeType === 'deleted') this.rows.delete(change.key);
		else this.rows.set(change.key, change);
	}
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}
