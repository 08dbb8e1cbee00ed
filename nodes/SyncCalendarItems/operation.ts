import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import type { ItemParameters } from '../shared/itemParameters';

/** Exports of each operation's file. */
export interface Operation {
	/** How the operation is offered. The action is also what an AI model reads about the tool. */
	option: { name: string; value: string; action: string; description: string };
	/** Names of the outputs; one without a name when empty. */
	outputs: string[];
	/** The output of failed items; default: the first one. */
	failedOutput?: number;
	parameters: INodeProperties[];
	/** Names of the library's fields that the panel calls otherwise. */
	fieldNames?: Readonly<Record<string, string>>;
	execute(run: SyncRun): Promise<INodeExecutionData[][]>;
}

/** A run of an operation over all input items. */
export interface SyncRun {
	context: IExecuteFunctions;
	exchange: Exchange;
	parametersOf(item: number): ItemParameters;
	/** An error with the names of the panel's fields. */
	reword(error: unknown): unknown;
}
